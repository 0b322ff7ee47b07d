import { Link } from "@tanstack/react-router";
import type { Pulse, RecentEvent } from "../../api/administration";
import { PulseBars } from "../../charts/PulseBars";
import { ago, moment } from "../../format/time";
import { arrivedAt, eventWords, wayWords } from "../../reports/pulse";
import { LinkButton } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Empty, Fault, Skeleton } from "../../ui/States";
import styles from "./DataHealth.module.css";

interface LivePulseProps {
  site: string;
  /** Stored so far. */
  events: number;
  pulse: Pulse | undefined;
  error: unknown;
  timezone: string;
}

/** What came in the last half hour, minute by minute, and the last events one by one. */
export function LivePulse({ site, events, pulse, error, timezone }: LivePulseProps) {
  if (!pulse) return error ? <Fault error={error} /> : <Skeleton height={290} />;
  const now = new Date(pulse.now);
  return (
    <Panel
      title="What is coming in now?"
      lead={error ? "The server can't be reached; this is what it said last." : undefined}
    >
      {pulse.recent.length === 0 ? (
        <Empty
          title={events > 0 ? "Nothing came in lately" : "No event yet"}
          action={
            <LinkButton look="primary" to="/start" search={{ step: "connect", site }}>
              Connect this site
            </LinkButton>
          }
        >
          <p>Put the snippet on your pages, send events from your server, or import a file below.</p>
        </Empty>
      ) : (
        <div className={styles.pulse}>
          <PulseBars minutes={pulse.minutes} timezone={timezone} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <ol className={styles.recent} tabIndex={0} aria-label="The last events, newest first">
            {pulse.recent.map((recent, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: events of one instant have nothing else of their own
              <li key={`${arrivedAt(recent)} ${recent.event} ${index}`}>
                <span className={styles.event}>{eventWords(recent)}</span>
                <When at={arrivedAt(recent)} now={now} timezone={timezone} />
                <span className={styles.who}>
                  {wayWords(recent.way)}
                  {recent.import_id && `, ${recent.import_id}`}
                  {recent.library && `, ${recent.library}`}
                  <Who site={site} recent={recent} />
                </span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </Panel>
  );
}

function When({ at, now, timezone }: { at: string | undefined; now: Date; timezone: string }) {
  if (!at) return <span />;
  return (
    <time className={styles.when} dateTime={at} title={moment(at, timezone)}>
      {ago(at, now)}
    </time>
  );
}

function Who({ site, recent }: { site: string; recent: RecentEvent }) {
  const id = recent.user_id ?? recent.anonymous_id;
  if (!id) return null;
  return (
    <>
      {" · "}
      <Link
        to="/sites/$site/people/$person"
        params={{ site, person: recent.person ?? id }}
        search={(old) => old}
      >
        {id}
      </Link>
    </>
  );
}
