import { useParams } from "@tanstack/react-router";
import { useDamage } from "../../api/administration";
import { usePulse, useSite } from "../../api/resources";
import { Conservation } from "../../parts/importing/Conservation";
import { firstSentence, healthSentence } from "../../reports/pulse";
import { PageHead } from "../../ui/PageHead";
import { Panel } from "../../ui/Panel";
import { Fault, Note, Skeleton } from "../../ui/States";
import { Catalogue } from "./Catalogue";
import styles from "./DataHealth.module.css";
import { DeadLetters } from "./DeadLetters";
import { Imports } from "./Imports";
import { LivePulse } from "./LivePulse";
import { SharedIds } from "./SharedIds";
import { useFollow } from "./useFollow";

/** Whether everything is coming in: the pulse, what there is, what was no event, what was imported. */
export function DataHealth() {
  const { site: id } = useParams({ from: "/sites/$site/data-health" });
  const site = useSite(id);
  const pulse = usePulse(id);
  const damage = useDamage();
  useFollow(id, pulse.data);
  const failed = (pulse.isError && !pulse.data) || (site.isError && !site.data);
  // What came has its account a moment before it is counted.
  const isBehind =
    site.isFetching && site.data?.events === 0 && pulse.data && firstSentence(pulse.data) !== undefined;
  const sentence =
    site.data && pulse.data && !isBehind
      ? healthSentence({ pulse: pulse.data, events: site.data.events, damage: damage.data ?? [] })
      : undefined;
  return (
    <>
      <PageHead title="Is everything coming in?">
        {sentence?.text ??
          (failed ? "That can't be told right now." : <Skeleton height={22} label="Looking" />)}
      </PageHead>
      <div className={styles.stack}>
        {damage.data?.map((line) => (
          <Note key={line} tone="warn">
            {line.charAt(0).toUpperCase() + line.slice(1)}. What is stored is safe; the damaged part is kept
            aside. <a href="/docs/concepts/durability.html">What this means</a>
          </Note>
        ))}
        <SharedIds shared={site.data?.shared_ids ?? []} />
        {site.isError && <Fault error={site.error} onRetry={() => void site.refetch()} />}
        <LivePulse
          site={id}
          events={site.data?.events ?? 0}
          pulse={pulse.data}
          error={pulse.error}
          timezone={site.data?.timezone ?? "UTC"}
        />
        <Panel
          title="Where did every live message go?"
          lead="Since the site began. Imports keep their own account below."
        >
          {site.data ? (
            <Conservation
              whole={{ name: "received", count: site.data.totals.received }}
              parts={[
                { name: "stored", count: site.data.totals.stored },
                { name: "duplicates", count: site.data.totals.duplicates },
                { name: "dead letters", count: site.data.totals.dead_lettered, isFault: true },
                ...(site.data.totals.suppressed > 0
                  ? [{ name: "of erased persons, not kept", count: site.data.totals.suppressed }]
                  : []),
              ]}
            />
          ) : (
            <Skeleton height={48} />
          )}
        </Panel>
        <DeadLetters site={id} timezone={site.data?.timezone ?? "UTC"} />
        <Catalogue site={id} details={isBehind ? undefined : site.data} />
        {site.data ? <Imports site={site.data} /> : <Skeleton height={200} />}
      </div>
    </>
  );
}
