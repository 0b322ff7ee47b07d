import { useGoalHistory } from "../../api/resources";
import type { Goal, GoalVersion } from "../../api/types";
import { moment } from "../../format/time";
import { COUNTING_WORDS, goalWords } from "../../reports/words";
import { Panel } from "../../ui/Panel";
import { Fault, Skeleton } from "../../ui/States";
import styles from "./Conversions.module.css";

/** What a goal was before: every version stays on record, and the latest counts all history. */
export function History({ site, goal }: { site: string; goal: Goal }) {
  const history = useGoalHistory(site, goal.id);
  return (
    <Panel title={`What did ${goal.name} mean before?`} lead={goal.description || undefined}>
      {history.isError ? (
        <Fault error={history.error} onRetry={() => history.refetch()} />
      ) : history.isPending ? (
        <Skeleton height={60} />
      ) : (
        <ol className={styles.versions}>
          {[...history.data.versions].reverse().map((version: GoalVersion) => (
            <li key={version.version}>
              <b>v{version.version}</b>
              <span className="soft">
                {moment(version.created_at, Intl.DateTimeFormat().resolvedOptions().timeZone)}
              </span>
              <span>
                {version.definition.name}: {goalWords(version.definition)},{" "}
                {COUNTING_WORDS[version.definition.counting ?? "every"]}
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className="faint">An edit counts all history anew; nothing that was stored changes.</p>
    </Panel>
  );
}
