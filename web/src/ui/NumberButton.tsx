import { count } from "../format/number";
import styles from "./NumberButton.module.css";

interface NumberButtonProps {
  value: number;
  /** What it opens, as a question. */
  title: string;
  onOpen: () => void;
}

/** A number that opens what it counts. Behind nothing there is nothing to open. */
export function NumberButton({ value, title, onOpen }: NumberButtonProps) {
  if (value === 0) return count(value);
  return (
    <button
      type="button"
      className={styles.number}
      aria-label={`${count(value)}: ${title}`}
      title={title}
      onClick={onOpen}
    >
      {count(value)}
    </button>
  );
}
