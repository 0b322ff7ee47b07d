import { useParams, useSearch } from "@tanstack/react-router";
import { useAsk } from "../../api/ask";
import { useNorthStar } from "../../api/northStar";
import { useSites } from "../../api/resources";
import { common, type View } from "../../app/view";
import { NothingYet } from "../../parts/connecting/NothingYet";
import { GoalTrend } from "../../parts/goals/GoalTrend";
import { LinkButton } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Empty, Fault, Skeleton } from "../../ui/States";
import { Channels } from "./Channels";
import { Findings } from "./Findings";
import { GoalsTable } from "./GoalsTable";
import styles from "./Home.module.css";
import { Maturity } from "./Maturity";
import { NorthStarSentence } from "./NorthStarSentence";
import { Tiles } from "./Tiles";
import { Unheard } from "./Unheard";

/** One page for who has one minute: how it goes, what changed, what to do. */
export function Home() {
  const { site } = useParams({ from: "/sites/$site" });
  const view: View = useSearch({ from: "/sites/$site" });
  const star = useNorthStar(site);
  const sites = useSites();
  const name = sites.data?.sites.find((one) => one.id === site)?.name ?? site;
  const { filters, ...rest } = common(view);
  const overview = useAsk(site, { kind: "overview" as const, ...rest, ...(filters ? { filters } : {}) });
  const title = `How is ${name} doing?`;
  if (star.error) return <Fault error={star.error} />;
  if (overview.isError) {
    return (
      <>
        <PageHead title={title} />
        <Fault error={overview.error} onRetry={() => overview.refetch()} />
      </>
    );
  }
  if (overview.isPending || star.isPending) {
    return (
      <>
        <PageHead title={title}>
          <Skeleton height={24} />
        </PageHead>
        <div className={styles.page}>
          <Skeleton height={92} />
          <Skeleton height={340} />
          <Skeleton height={200} />
        </div>
      </>
    );
  }
  const answer = overview.data;
  if (answer.activity.events === 0) {
    const hasEvents = (sites.data?.sites.find((one) => one.id === site)?.events ?? 0) > 0;
    return (
      <>
        <PageHead title={title} />
        {hasEvents ? (
          <Empty title="Nothing happened in this time">
            <p>
              There are events of other days. Choose a longer time above, or remove a filter
              {view.population ? ", or look at everybody" : ""}.
            </p>
          </Empty>
        ) : (
          <NothingYet site={site} />
        )}
      </>
    );
  }
  const own = answer.goals.find((goal) => goal.goal === star.goal?.id);
  return (
    <>
      <PageHead title={title}>
        <NorthStarSentence answer={answer} star={own} view={view} />
      </PageHead>
      <div className={styles.page}>
        {star.goal && own?.total.conversions === 0 && <Unheard site={site} goal={star.goal} />}
        {answer.maturity && !answer.maturity.is_reached && (
          <Maturity
            maturity={answer.maturity}
            name={
              answer.goals.find(({ goal }) => goal === answer.maturity?.goal)?.name ?? answer.maturity.goal
            }
          />
        )}
        <Tiles site={site} view={view} answer={answer} star={own} />
        <Findings site={site} view={view} answer={answer} />
        {star.goal ? (
          <GoalTrend site={site} view={view} goal={star.goal} title={`How does ${star.goal.name} develop?`} />
        ) : (
          <Empty
            title="No macro-conversion is defined"
            action={
              <LinkButton
                look="primary"
                to="/sites/$site/conversions"
                params={{ site }}
                search={(old) => old}
              >
                Define what pays the bills
              </LinkButton>
            }
          >
            <p>
              A macro is the outcome everything is measured by: an order, a lead, an inquiry. Without one
              there are visits, and no truth about conversions.
            </p>
          </Empty>
        )}
        <GoalsTable site={site} view={view} answer={answer} />
        {star.goal && <Channels site={site} view={view} goal={star.goal} />}
      </div>
    </>
  );
}
