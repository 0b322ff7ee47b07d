import type { Goal, GoalVersion, OverviewGoal } from "../../api/types";
import { common, type View } from "../../app/view";
import { money, moneyOf } from "../../format/money";
import { percent } from "../../format/number";
import { interval } from "../../format/rate";
import { PeopleCount } from "../../parts/people/PeopleCount";
import { behindGoal } from "../../reports/behind";
import { COUNTING_WORDS, goalWords } from "../../reports/words";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Badge } from "../../ui/States";
import { type Column, Table } from "../../ui/Table";
import styles from "./Conversions.module.css";

interface GoalListProps {
  site: string;
  view: View;
  title: string;
  goals: GoalVersion[];
  numbers: Map<string, OverviewGoal>;
  /** The moment that the numbers are of. */
  now: string;
  chosen: string | undefined;
  onChoose: (id: string) => void;
  onEdit: (goal: Goal) => void;
}

/** Definitions with what they count. */
export function GoalList(props: GoalListProps) {
  const { site, view, title, goals, numbers, now, chosen, onChoose, onEdit } = props;
  // Only macros are of a kind.
  const kind: Column<GoalVersion> = {
    id: "kind",
    title: "Kind",
    cell: ({ definition }) =>
      definition.kind ? (
        <Badge tone="accent">{[definition.kind, definition.standing].filter(Boolean).join(", ")}</Badge>
      ) : (
        "–"
      ),
  };
  const columns: Column<GoalVersion>[] = [
    {
      id: "name",
      title: "Goal",
      sortBy: ({ definition }) => definition.name,
      cell: ({ definition }) => (
        <span className={styles.name}>
          <Button
            look={definition.id === chosen ? "plain" : "quiet"}
            size="small"
            aria-pressed={definition.id === chosen}
            onPress={() => onChoose(definition.id)}
          >
            {definition.name}
          </Button>
        </span>
      ),
    },
    {
      id: "conversions",
      title: "Conversions",
      isNumber: true,
      sortBy: ({ definition }) => numbers.get(definition.id)?.total.conversions ?? 0,
      cell: ({ definition }) => {
        const total = numbers.get(definition.id)?.total;
        if (!total) return "…";
        return (
          <PeopleCount
            site={site}
            value={total.conversions}
            unit="conversion"
            behind={behindGoal(definition, common(view), now)}
          />
        );
      },
    },
    {
      id: "rate",
      title: "Rate of active persons",
      isNumber: true,
      sortBy: ({ definition }) => numbers.get(definition.id)?.total.rate?.value ?? -1,
      cell: ({ definition }) => {
        const rate = numbers.get(definition.id)?.total.rate;
        return rate ? `${percent(rate.value)} (${interval(rate)})` : "–";
      },
    },
    {
      id: "value",
      title: "Value",
      isNumber: true,
      sortBy: ({ definition }) => numbers.get(definition.id)?.total.value?.minor ?? 0,
      cell: ({ definition }) => {
        const total = numbers.get(definition.id)?.total;
        return moneyOf(total?.value, total?.amounts) ?? "–";
      },
    },
    {
      id: "counts",
      title: "Counts",
      cell: ({ definition }) => (
        <div className={styles.counts}>
          {goalWords(definition)}, {COUNTING_WORDS[definition.counting ?? "every"]}
          <br />
          <span className="faint">{worthWords(definition)}</span>
        </div>
      ),
    },
    ...(goals.some(({ definition }) => definition.kind) ? [kind] : []),
    {
      id: "owner",
      title: "Owner",
      cell: ({ definition, version }) => (
        <>
          {definition.owner || <span className="faint">nobody</span>}
          <br />
          <span className={`faint ${styles.version}`}>version {version}</span>
        </>
      ),
    },
    {
      id: "edit",
      title: <span className="spoken">Edit</span>,
      cell: ({ definition }) => (
        <Button size="small" onPress={() => onEdit(definition)} aria-label={`Edit ${definition.name}`}>
          Edit
        </Button>
      ),
    },
  ];
  return (
    <Panel title={title}>
      {goals.length === 0 ? (
        <p className="soft">None yet.</p>
      ) : (
        <Table caption={title} columns={columns} rows={goals} keyOf={({ definition }) => definition.id} />
      )}
    </Panel>
  );
}

function worthWords({ value }: Goal): string {
  if (!value) return "no value";
  if ("event_value" in value) return "worth the event's value";
  if ("property" in value) return `worth its property ${value.property}`;
  if ("fixed" in value) return `worth ${money(value.fixed)} each`;
  return `no value: ${value.none}`;
}
