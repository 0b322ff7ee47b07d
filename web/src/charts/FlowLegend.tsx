import { endedWords, type FlowWords } from "../reports/flowWords";
import styles from "./FlowColumns.module.css";

interface FlowLegendProps {
  words: FlowWords;
  hasOpen: boolean;
  hint: string;
}

/** What the fillings of a flow mean. */
export function FlowLegend({ words, hasOpen, hint }: FlowLegendProps) {
  return (
    <ul className={styles.legend}>
      <li>
        <i data-part="on" /> {words.direction === "after" ? "go on" : "have something before"}
      </li>
      <li>
        <i data-part="ended" /> {endedWords(words).toLowerCase()}
      </li>
      {hasOpen && (
        <li>
          <i data-part="open" /> end here so far, may still go on
        </li>
      )}
      <li>{hint}</li>
    </ul>
  );
}
