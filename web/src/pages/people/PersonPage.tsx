import { useParams } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState } from "react";
import { useAsk } from "../../api/ask";
import { ApiFailure } from "../../api/failure";
import { personAddress } from "../../api/people";
import { useGoals } from "../../api/resources";
import type { Erased } from "../../api/types";
import { counted } from "../../format/number";
import { day } from "../../format/time";
import { AnchorButton, Button, LinkButton } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Empty, Fault, Skeleton } from "../../ui/States";
import { ErasedWords, ErasePerson } from "./ErasePerson";
import { Identity } from "./Identity";
import styles from "./People.module.css";
import { TimelineBlockView } from "./TimelineBlockView";

const BLOCKS = 50;

/** One person: everything it did, visit by visit, and why its ids are one person. */
export function PersonPage() {
  const { site, person } = useParams({ from: "/sites/$site/people/$person" });
  const [pages, setPages] = useState<(string | undefined)[]>([undefined]);
  const after = pages.at(-1);
  const [erased, setErased] = useState<Erased>();
  const timeline = { kind: "timeline" as const, person, limit: BLOCKS, ...(after ? { after } : {}) };
  const answer = useAsk(site, erased ? null : timeline);
  const goals = useGoals(site);
  const names = new Map((goals.data?.goals ?? []).map(({ definition }) => [definition.id, definition.name]));
  if (erased) {
    return (
      <>
        <PageHead title="The person is erased">
          <ErasedWords erased={erased} />
        </PageHead>
        <p>
          <LinkButton to="/sites/$site/people" params={{ site }} search={(old) => old}>
            To all people
          </LinkButton>
        </p>
      </>
    );
  }
  if (answer.error instanceof ApiFailure && answer.error.status === 404) {
    return (
      <>
        <PageHead title={`Nobody is known as “${person}”`} />
        <Empty
          title="There is no such person"
          action={
            <LinkButton to="/sites/$site/people" params={{ site }} search={(old) => old}>
              To all people
            </LinkButton>
          }
        >
          <p>Look for a user id, an anonymous id, or the key that a list shows. Spelling and case count.</p>
        </Empty>
      </>
    );
  }
  if (answer.isError) return <Fault error={answer.error} onRetry={() => answer.refetch()} />;
  if (answer.isPending) return <Skeleton height={480} />;
  const { person: details, sessions, timezone } = answer.data;
  const [firstDay, lastDay] = [day(details.first_seen, timezone), day(details.last_seen, timezone)];
  const name = details.user_ids[0] ?? details.devices[0]?.anonymous_id ?? details.key;
  return (
    <>
      <PageHead
        title={`What did ${name} do?`}
        actions={
          <>
            <AnchorButton href={personAddress(site, details.key)} download>
              <Download aria-hidden />
              Export
            </AnchorButton>
            <ErasePerson site={site} name={name} details={details} onErased={setErased} />
          </>
        }
      >
        <p>
          {counted(details.events, "event")}
          {details.devices.length > 1 && ` on ${counted(details.devices.length, "device")}`}
          {firstDay === lastDay ? ` on ${firstDay}` : ` between ${firstDay} and ${lastDay}`}.
        </p>
      </PageHead>
      <div className={styles.columns}>
        <section aria-label="Timeline" className={styles.timeline}>
          {sessions.map((block) => (
            <TimelineBlockView
              key={`${block.start} ${block.events[0]?.event_id}`}
              block={block}
              zone={timezone}
              goals={names}
            />
          ))}
          {(pages.length > 1 || answer.data.next) && (
            <div className={styles.pager}>
              <Button isDisabled={pages.length === 1} onPress={() => setPages(pages.slice(0, -1))}>
                Newer
              </Button>
              <Button
                isDisabled={!answer.data.next}
                onPress={() => setPages([...pages, answer.data.next ?? undefined])}
              >
                Older
              </Button>
            </div>
          )}
        </section>
        <Identity details={details} zone={timezone} />
      </div>
    </>
  );
}
