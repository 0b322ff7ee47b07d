import { Fragment } from "react";
import { Label, ProgressBar } from "react-aria-components";
import styles from "./Progress.module.css";

interface ProgressProps {
  label: string;
  /** In [0, 1]; without it nobody knows how much is left. */
  share?: number | undefined;
  /** What stands beside the label: how much, how fast, how long yet. */
  detail?: string;
}

/** Lines break here only: "4 s" and "left" stay together. */
const BETWEEN = " · ";

/** How far long work is. */
export function Progress({ label, share, detail }: ProgressProps) {
  const isKnown = share !== undefined;
  const percentage = Math.round(Math.min(Math.max(share ?? 0, 0), 1) * 1000) / 10;
  return (
    <ProgressBar
      value={percentage}
      isIndeterminate={!isKnown}
      {...(detail ? { valueLabel: detail } : {})}
      className={styles.progress ?? ""}
    >
      <span className={styles.words}>
        <Label className={styles.label ?? ""}>{label}</Label>
        {detail && (
          <span className="soft">
            {detail.split(BETWEEN).map((part, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
              <Fragment key={place}>
                {place > 0 && BETWEEN}
                <span className={styles.part}>{part}</span>
              </Fragment>
            ))}
          </span>
        )}
      </span>
      <span className={styles.track}>
        <span
          className={isKnown ? styles.bar : styles.moving}
          style={isKnown ? { width: `${percentage}%` } : {}}
        />
      </span>
    </ProgressBar>
  );
}
