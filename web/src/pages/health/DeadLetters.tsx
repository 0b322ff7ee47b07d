import { useAllDeadLetters } from "../../api/administration";
import type { DeadLetter } from "../../api/types";
import { count, counted } from "../../format/number";
import { moment } from "../../format/time";
import { byReason, reasonHint } from "../../parts/importing/reasons";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Said } from "../../ui/Said";
import { Fault, Note, Skeleton } from "../../ui/States";
import styles from "./DataHealth.module.css";

/** Messages that are no event, under their reasons, each with its text and how to mend it. */
export function DeadLetters({ site, timezone }: { site: string; timezone: string }) {
  const pages = useAllDeadLetters(site);
  if (pages.isError && !pages.data) return <Fault error={pages.error} onRetry={() => void pages.refetch()} />;
  if (!pages.data) return <Skeleton height={120} />;
  const letters = pages.data.pages.flatMap((page) => page.dead_letters);
  const total = pages.data.pages[0]?.total ?? 0;
  const received = pages.data.pages[0]?.totals.received ?? 0;
  return (
    <Panel
      title="Which messages were no event?"
      lead={
        total > 0
          ? `${counted(total, "dead letter")}, kept with the reason of each. They spoil no other message.`
          : undefined
      }
      actions={
        <Button size="small" look="quiet" isDisabled={pages.isFetching} onPress={() => void pages.refetch()}>
          Look again
        </Button>
      }
    >
      {total === 0 ? (
        <Note tone={received > 0 ? "good" : "plain"}>
          {received > 0
            ? "None. Every live message became an event, or was stored before."
            : "None; no live message has come yet."}
        </Note>
      ) : (
        <div className={styles.reasons}>
          {byReason(letters).map(({ reason, letters: of }) => (
            <details key={reason} className={styles.reason}>
              <summary>
                <code>{reason}</code> <span>{counted(of.length, "letter")}</span>
                <span className="soft">{reasonHint(reason)}</span>
              </summary>
              <ul className={styles.letters}>
                {of.map((letter) => (
                  <Letter key={letter.number} letter={letter} timezone={timezone} />
                ))}
              </ul>
            </details>
          ))}
        </div>
      )}
      {pages.hasNextPage && (
        <div className={styles.more}>
          <Button isDisabled={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
            Load older ones
          </Button>
          <span className="faint">
            Shown are the latest {count(letters.length)} of {count(total)}; the counts by reason are of these.
          </span>
        </div>
      )}
    </Panel>
  );
}

function Letter({ letter, timezone }: { letter: DeadLetter; timezone: string }) {
  return (
    <li className={styles.letter}>
      <p>
        <Said text={letter.detail} />
      </p>
      <p className="faint">
        No. {letter.number}, {moment(letter.received_at, timezone)}, {letter.source}
        {letter.message_id && `, message ${letter.message_id}`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre tabIndex={0}>{letter.raw}</pre>
    </li>
  );
}
