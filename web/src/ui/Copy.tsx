import styles from "./Copy.module.css";
import { CopyButton } from "./CopyButton";

/** Text to be taken elsewhere, with a button that takes it. */
export function Copy({ text, label }: { text: string; label: string }) {
  return (
    <figure className={styles.copy}>
      <figcaption className={styles.caption}>
        {label}
        <CopyButton text={text} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}
