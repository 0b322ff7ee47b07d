import { useAsk } from "../../api/ask";
import { useSite } from "../../api/resources";
import { Button, LinkButton } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Fault, Skeleton } from "../../ui/States";
import { firstAnswer } from "./firstAnswer";
import styles from "./Start.module.css";

/** The first answer, or how much is missing for one. */
export function AnswerStep({ site, onBack }: { site: string; onBack: () => void }) {
  const details = useSite(site);
  const overview = useAsk(site, { kind: "overview" });
  const error = details.error ?? overview.error;
  const said =
    details.data && overview.data ? firstAnswer(overview.data, details.data.north_star ?? null) : undefined;
  const home = { to: "/sites/$site/home", params: { site } } as const;
  return (
    <div className={styles.form}>
      <PageHead title={said?.title ?? "What is the first answer?"} />
      {error ? (
        <Fault error={error} onRetry={() => void overview.refetch()} />
      ) : said ? (
        said.sentences.map((sentence) => <p key={sentence}>{sentence}</p>)
      ) : (
        <Skeleton height={90} />
      )}
      <div className={styles.foot}>
        <LinkButton look="primary" {...home}>
          To Home
        </LinkButton>
        <Button look="quiet" onPress={onBack}>
          Back to connecting
        </Button>
      </div>
    </div>
  );
}
