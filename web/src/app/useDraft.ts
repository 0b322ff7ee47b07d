import { useEffect, useRef, useState } from "react";

/** Long enough that typing is not asked about letter by letter. */
const PAUSE_MILLIS = 400;

/** How what is being made stands in the address. */
interface Written<Draft> {
  read: (address: string | undefined) => Draft;
  /** Nothing where it says nothing. */
  write: (draft: Draft) => string | undefined;
}

/** What is being made as it is typed. The address, and the answers with it, follow when it has stood still for a moment;
 * a link, Back or a save change the address, and the draft follows that. */
export function useDraft<Draft>(
  address: string | undefined,
  { read, write }: Written<Draft>,
  go: (text: string | undefined) => void,
): [Draft, (draft: Draft) => void] {
  const [draft, setDraft] = useState(() => read(address));
  const text = write(draft);
  const seen = useRef(address);
  // What the address comes to. It may be written otherwise, and is left so until something is changed.
  const said = useRef(text);
  const latest = useRef({ read, write, go });
  latest.current = { read, write, go };
  useEffect(() => {
    if (address === seen.current) return;
    const next = latest.current.read(address);
    seen.current = address;
    said.current = latest.current.write(next);
    setDraft(() => next);
  }, [address]);
  useEffect(() => {
    if (text === said.current) return;
    const timer = setTimeout(() => {
      if (text === said.current) return;
      seen.current = text;
      said.current = text;
      latest.current.go(text);
    }, PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);
  return [draft, setDraft];
}
