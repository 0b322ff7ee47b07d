import { useAsk } from "../../api/ask";
import { useFunnels, useGoals, useSite } from "../../api/resources";
import { cameOf, isUnheard, unseenOf } from "../../reports/unseen";
import { Button, LinkButton } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Fault, Skeleton } from "../../ui/States";
import { EventNames } from "./EventNames";
import { firstAnswer } from "./firstAnswer";
import styles from "./Start.module.css";

/** The first answer, or what is missing for one. */
export function AnswerStep({ site, onBack }: { site: string; onBack: () => void }) {
  const details = useSite(site);
  const overview = useAsk(site, { kind: "overview" });
  const list = useGoals(site);
  const funnels = useFunnels(site);
  const error = details.error ?? overview.error ?? list.error ?? funnels.error;
  const isKnown = details.data && overview.data && list.data && funnels.data;
  const goals = list.data?.goals.map(({ definition }) => definition) ?? [];
  const names = cameOf(details.data?.catalogue ?? []);
  const unheard = goals.filter((goal) => isUnheard(goal, names)).map(({ id }) => id);
  const said = isKnown ? firstAnswer(overview.data, details.data.north_star ?? null, unheard) : undefined;
  const unseen = isKnown && names.length > 0 ? unseenOf(goals, funnels.data, names) : [];
  const home = { to: "/sites/$site/home", params: { site } } as const;
  return (
    <div className={styles.form}>
      <PageHead title={said?.title ?? "What is the first answer?"}>{said?.sentences[0]}</PageHead>
      {error ? (
        <Fault error={error} onRetry={() => void overview.refetch()} />
      ) : said ? (
        said.sentences.slice(1).map((sentence) => <p key={sentence}>{sentence}</p>)
      ) : (
        <Skeleton height={90} />
      )}
      {(said?.isUnheard || unseen.some(({ guess }) => guess !== null)) && (
        <EventNames
          site={site}
          goals={goals}
          funnels={funnels.data ?? []}
          unseen={unseen}
          came={(details.data?.catalogue ?? []).filter(({ event }) => names.includes(event))}
        />
      )}
      <div className={styles.foot}>
        <LinkButton look={said?.isUnheard ? "plain" : "primary"} {...home}>
          To Home
        </LinkButton>
        <Button look="quiet" onPress={onBack}>
          Back to connecting
        </Button>
      </div>
    </div>
  );
}
