import type { Percentile } from "../../api/types";
import { duration } from "../../format/time";
import { betweenWords } from "../../reports/timeToConvertWords";
import styles from "./TimeToConvert.module.css";

/** A time with its interval, in a row of a table. */
export function Time({ time }: { time: Percentile | null }) {
  if (!time) return "–";
  return (
    <>
      {duration(time.seconds)} <span className={styles.under}>{betweenWords(time)}</span>
    </>
  );
}
