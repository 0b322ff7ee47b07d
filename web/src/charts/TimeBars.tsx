import type { ConvertBin } from "../api/types";
import { count, counted } from "../format/number";
import styles from "./TimeBars.module.css";

interface TimeBarsProps {
  label: string;
  bins: ConvertBin[];
  /** "1–5 min". */
  nameOf: (bin: ConvertBin) => string;
  /** What a bar opens, as a question. */
  titleOf: (bin: ConvertBin) => string;
  onOpen: (bin: ConvertBin) => void;
}

/** How many converted in each stretch of time since the start: from left to right, on narrow pages from above to below. */
export function TimeBars({ label, bins, nameOf, titleOf, onOpen }: TimeBarsProps) {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  return (
    <ol className={styles.bars} aria-label={label}>
      {bins.map((bin) => (
        <li key={bin.from_seconds} className={styles.stretch}>
          {bin.count > 0 ? (
            <button
              type="button"
              className={styles.opens}
              aria-label={`${nameOf(bin)}: ${counted(bin.count, "person")}. ${titleOf(bin)}`}
              title={titleOf(bin)}
              onClick={() => onOpen(bin)}
            >
              <span className={styles.bar} style={{ "--share": bin.count / most } as React.CSSProperties} />
              <span className={styles.count}>{count(bin.count)}</span>
            </button>
          ) : (
            <span className={styles.opens}>
              <span className={styles.bar} data-none />
              <span className={styles.count}>0</span>
            </span>
          )}
          <span className={styles.name}>{nameOf(bin)}</span>
        </li>
      ))}
    </ol>
  );
}
