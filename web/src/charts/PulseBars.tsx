import { count, counted } from "../format/number";
import { clock } from "../format/time";
import styles from "./PulseBars.module.css";

interface PulseBarsProps {
  minutes: { start: string; events: number }[];
  timezone: string;
}

/** Events by minute, the last at the right. Read aloud it is a sentence; each bar tells its own number. */
export function PulseBars({ minutes, timezone }: PulseBarsProps) {
  const most = Math.max(1, ...minutes.map(({ events }) => events));
  const all = minutes.reduce((sum, { events }) => sum + events, 0);
  const label = `${counted(all, "event")} in ${minutes.length} minutes, at most ${most} in one`;
  return (
    <figure className={styles.frame}>
      <div
        className={styles.bars}
        role="img"
        aria-label={all === 0 ? `No events in ${minutes.length} minutes` : label}
      >
        {minutes.map(({ start, events }) => (
          <span
            key={start}
            className={styles.slot}
            title={`${clock(start, timezone)}: ${counted(events, "event")}`}
          >
            <span
              className={styles.bar}
              data-none={events === 0 || undefined}
              style={{ height: events === 0 ? "2px" : `${Math.max(4, (events / most) * 100)}%` }}
            />
          </span>
        ))}
      </div>
      <figcaption className={styles.axis} aria-hidden>
        <span>{minutes.length} minutes ago</span>
        {all > 0 && <span>at most {count(most)} a minute</span>}
        <span>now</span>
      </figcaption>
    </figure>
  );
}
