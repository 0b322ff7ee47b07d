import type { Compaction } from "../../api/storage";
import { count } from "../../format/number";
import { moment } from "../../format/time";
import { compactionEnd } from "../../reports/storage";
import { Panel } from "../../ui/Panel";
import { Badge, Note } from "../../ui/States";
import styles from "./Storage.module.css";

/** Whether runs are being written anew, and how that went since the server started. */
export function CompactionState({
  compaction,
  timezone,
}: {
  compaction: Compaction | null;
  timezone: string;
}) {
  if (!compaction) return null;
  const { running_since, last, done, failed } = compaction;
  return (
    <Panel
      title="How does compaction go?"
      lead="It writes many small runs anew as few, by itself, whenever enough of them have gathered. No answer depends on it."
    >
      <dl className={styles.facts}>
        <dt>Now</dt>
        <dd>
          {running_since ? (
            <>
              <Badge tone="accent">running</Badge> since {moment(running_since, timezone)}
            </>
          ) : (
            <Badge>at rest</Badge>
          )}
        </dd>
        <dt>Since the server started</dt>
        <dd>
          {count(done)} done, {count(failed)} failed
        </dd>
        <dt>The last one</dt>
        <dd>{last ? moment(last.at, timezone) : "none since the server started"}</dd>
      </dl>
      {last && (
        <Note tone={last.outcome === "failed" ? "warn" : "plain"}>The last one {compactionEnd(last)}.</Note>
      )}
    </Panel>
  );
}
