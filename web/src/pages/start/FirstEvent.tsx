import type { Pulse } from "../../api/administration";
import { PulseBars } from "../../charts/PulseBars";
import { firstSentence, lately, storedSentence } from "../../reports/pulse";
import { Panel } from "../../ui/Panel";
import { Fault, Skeleton } from "../../ui/States";
import styles from "./FirstEvent.module.css";

interface FirstEventProps {
  pulse: Pulse | undefined;
  /** Stored so far. */
  events: number;
  error: unknown;
  timezone: string;
}

/** Waits for the first event, whatever its way, and says so. */
export function FirstEvent({ pulse, events, error, timezone }: FirstEventProps) {
  if (!pulse) return error ? <Fault error={error} /> : <Skeleton height={180} label="Looking for events" />;
  const sentence = firstSentence(pulse) ?? storedSentence(events);
  // What a file brought is in no minute: flat bars beside it would say that nothing came.
  const isLive = sentence === undefined || lately(pulse) > 0;
  return (
    <Panel>
      <p className={styles.state} role="status">
        <span className={styles.light} data-come={sentence !== undefined || undefined} aria-hidden />
        <span>{sentence ?? "Waiting for the first event"}</span>
      </p>
      {isLive && (
        <div className={sentence === undefined ? styles.waiting : undefined}>
          <PulseBars minutes={pulse.minutes} timezone={timezone} />
        </div>
      )}
      {pulse.dead_letters_last_hour > 0 && (
        <p className="faint">
          {pulse.dead_letters_last_hour} of the last hour's messages were no event. Data health shows each
          with its reason.
        </p>
      )}
    </Panel>
  );
}
