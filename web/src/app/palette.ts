import { useEffect, useState } from "react";

const ASKED = "cairn-palette";

/** Opens the command palette from anywhere. */
export function openPalette() {
  window.dispatchEvent(new Event(ASKED));
}

/** Whether the palette is open: ⌘K, Ctrl K and {@link openPalette} open it. */
export function usePalette(): [boolean, (isOpen: boolean) => void] {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen(true);
      }
    };
    const onAsked = () => setOpen(true);
    window.addEventListener("keydown", onKey);
    window.addEventListener(ASKED, onAsked);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener(ASKED, onAsked);
    };
  }, []);
  return [isOpen, setOpen];
}
