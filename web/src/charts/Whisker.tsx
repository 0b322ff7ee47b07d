import type { Rate } from "../api/types";
import { rate as words } from "../format/rate";
import styles from "./Whisker.module.css";

/** A rate as a bar with its interval, in a row of such bars of one scale. */
export function Whisker({ rate, most }: { rate: Rate; most: number }) {
  const share = (value: number) => `${(Math.min(value, most) / most) * 100}%`;
  return (
    <span className={styles.track} role="img" aria-label={words(rate)}>
      <span className={styles.bar} style={{ width: share(rate.value) }} />
      <span
        className={styles.interval}
        style={{ left: share(rate.low), width: `${((Math.min(rate.high, most) - rate.low) / most) * 100}%` }}
      />
    </span>
  );
}
