import { Check, Copy as CopyIcon } from "lucide-react";
import { useState } from "react";
import { Button } from "./Button";

/** Takes a text along. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const [done, setDone] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setDone(true);
        setTimeout(() => setDone(false), 2000);
      },
      () => setDone(false),
    );
  };
  return (
    <Button
      size="small"
      look="quiet"
      onPress={copy}
      {...(label ? { "aria-label": done ? "Copied" : label } : {})}
    >
      {done ? <Check aria-hidden /> : <CopyIcon aria-hidden />}
      {done ? "Copied" : "Copy"}
    </Button>
  );
}
