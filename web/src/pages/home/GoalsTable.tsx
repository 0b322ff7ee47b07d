import { Link } from "@tanstack/react-router";
import type { OverviewAnswer, OverviewGoal } from "../../api/types";
import { common, type View } from "../../app/view";
import { moneyOf } from "../../format/money";
import { percent } from "../../format/number";
import { interval, isClear, rateChange } from "../../format/rate";
import { PeopleCount } from "../../parts/people/PeopleCount";
import { behindGoal } from "../../reports/behind";
import { Panel } from "../../ui/Panel";
import { Badge } from "../../ui/States";
import { type Column, Table } from "../../ui/Table";

/** All goals at a glance: macros first, micros under them. */
export function GoalsTable({ site, view, answer }: { site: string; view: View; answer: OverviewAnswer }) {
  if (answer.goals.length === 0) return null;
  const rows = [...answer.goals].sort((a, b) => Number(a.class === "micro") - Number(b.class === "micro"));
  const behindOf = ({ goal, name }: OverviewGoal) => behindGoal({ id: goal, name }, common(view), answer.now);
  const columns: Column<OverviewGoal>[] = [
    {
      id: "name",
      title: "Goal",
      sortBy: (goal) => goal.name,
      cell: (goal) => (
        <Link
          to="/sites/$site/conversions"
          params={{ site }}
          search={(search) => ({ ...search, goal: goal.goal }) as never}
        >
          {goal.name}
        </Link>
      ),
    },
    {
      id: "class",
      title: "Class",
      cell: (goal) => <Badge tone={goal.class === "macro" ? "accent" : "plain"}>{goal.class}</Badge>,
    },
    {
      id: "conversions",
      title: "Conversions",
      isNumber: true,
      sortBy: (goal) => goal.total.conversions,
      cell: (goal) => (
        <PeopleCount site={site} value={goal.total.conversions} unit="conversion" behind={behindOf(goal)} />
      ),
    },
    {
      id: "persons",
      title: "Persons",
      isNumber: true,
      sortBy: (goal) => goal.total.persons,
      cell: (goal) => <PeopleCount site={site} value={goal.total.persons} behind={behindOf(goal)} />,
    },
    {
      id: "rate",
      title: "Rate of active persons",
      isNumber: true,
      sortBy: (goal) => goal.total.rate?.value ?? -1,
      cell: (goal) =>
        goal.total.rate ? `${percent(goal.total.rate.value)} (${interval(goal.total.rate)})` : "–",
    },
    {
      id: "value",
      title: "Value",
      isNumber: true,
      sortBy: (goal) => goal.total.value?.minor ?? -1,
      cell: (goal) => moneyOf(goal.total.value, goal.total.amounts) ?? "–",
    },
  ];
  if (answer.compare) {
    columns.push({
      id: "change",
      title: "Rate vs. before",
      isNumber: true,
      sortBy: (goal) => goal.rate_change?.value ?? 0,
      cell: (goal) => (goal.rate_change ? <Change goal={goal} /> : "–"),
    });
  }
  return (
    <Panel title="What did people do that counts?">
      <Table caption="Goals" columns={columns} rows={rows} keyOf={(goal) => goal.goal} />
    </Panel>
  );
}

function Change({ goal }: { goal: OverviewGoal }) {
  if (!goal.rate_change) return null;
  const words = rateChange(goal.rate_change);
  if (!isClear(goal.rate_change)) return <span className="soft">{words}, not clear</span>;
  return <Badge tone={goal.rate_change.value > 0 ? "good" : "bad"}>{words}</Badge>;
}
