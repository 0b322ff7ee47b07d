import { useEffect, useRef, useState } from "react";
import type { Draft } from "../../reports/draft";
import { readDraft } from "../../reports/draftAddress";

/** Long enough that typing is not asked about letter by letter. */
const PAUSE_MILLIS = 400;

/** The draft as it is typed. The address, and the answers with it, follow when it has stood still for a moment; a link,
 * Back or a save change the address, and the draft follows that. */
export function useDraft(
  address: string | undefined,
  write: (text: string) => void,
): [Draft | null, (draft: Draft | null) => void] {
  const [draft, setDraft] = useState(() => readDraft(address));
  const written = useRef(address);
  const writeLatest = useRef(write);
  writeLatest.current = write;
  useEffect(() => {
    if (address === written.current) return;
    written.current = address;
    setDraft(readDraft(address));
  }, [address]);
  const text = draft ? JSON.stringify(draft) : undefined;
  useEffect(() => {
    if (text === undefined || text === written.current) return;
    const timer = setTimeout(() => {
      written.current = text;
      writeLatest.current(text);
    }, PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);
  return [draft, setDraft];
}
