import { Check, Copy as CopyIcon } from "lucide-react";
import { useState } from "react";
import { Button } from "./Button";
import styles from "./Copy.module.css";

/** Text to be taken elsewhere, with a button that takes it. */
export function Copy({ text, label }: { text: string; label: string }) {
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
    <figure className={styles.copy}>
      <figcaption className={styles.caption}>
        {label}
        <Button size="small" look="quiet" onPress={copy}>
          {done ? <Check aria-hidden /> : <CopyIcon aria-hidden />}
          {done ? "Copied" : "Copy"}
        </Button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}
