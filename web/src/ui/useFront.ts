import { type RefObject, useEffect, useState } from "react";

/** What a dialog does for the moments in which nothing in it has the focus, after it is drawn and when what had the
 * focus goes: Escape closes it then too, and what opened it has the focus again after it. */
export function useFront(front: RefObject<HTMLElement | null>, onClose: () => void) {
  const [opener] = useState(() => document.activeElement);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      const dialogs = [...document.querySelectorAll('[role="dialog"]')];
      const isElsewhere = !dialogs.some((dialog) => dialog.contains(event.target as Node));
      if (isElsewhere && front.current && dialogs.at(-1) === front.current) onClose();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [front, onClose]);
  useEffect(
    () => () => {
      // After the page is no longer inert, and only where nobody else took the focus.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
      });
    },
    [opener],
  );
}
