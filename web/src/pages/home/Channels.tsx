import { useAsk } from "../../api/ask";
import type { Goal, Series, TrendQuestion } from "../../api/types";
import { common, type View } from "../../app/view";
import { moneyOf } from "../../format/money";
import { percent } from "../../format/number";
import { PeopleCount } from "../../parts/people/PeopleCount";
import { behind, whoDid } from "../../reports/behind";
import { valueWords } from "../../reports/words";
import { Panel } from "../../ui/Panel";
import { Fault, Skeleton } from "../../ui/States";
import { type Column, Table } from "../../ui/Table";

const CHANNEL = { property: "channel", of: "session" as const };

/** Which channels the sessions came by in which it happened. */
export function Channels({ site, view, goal }: { site: string; view: View; goal: Goal }) {
  const { compare: _, ...asked } = common(view);
  const question = {
    kind: "trend" as const,
    goal: goal.id,
    interval: "month" as const,
    breakdown: CHANNEL,
    ...asked,
  } as TrendQuestion;
  const trend = useAsk(site, question);
  const rows = trend.data?.series ?? [];
  const all = rows.reduce((sum, row) => sum + row.total.conversions, 0);
  const behindOf = ({ value }: Series) =>
    behind(
      question,
      trend.data?.now ?? "",
      { breakdown: value },
      whoDid(goal.name, `channel ${valueWords(value, CHANNEL)}`),
    );
  const columns: Column<Series>[] = [
    {
      id: "channel",
      title: "Channel",
      sortBy: (row) => valueWords(row.value, CHANNEL),
      cell: (row) => valueWords(row.value, CHANNEL),
    },
    {
      id: "conversions",
      title: "Conversions",
      isNumber: true,
      sortBy: (row) => row.total.conversions,
      cell: (row) => (
        <PeopleCount site={site} value={row.total.conversions} unit="conversion" behind={behindOf(row)} />
      ),
    },
    {
      id: "persons",
      title: "Persons",
      isNumber: true,
      sortBy: (row) => row.total.persons,
      cell: (row) => <PeopleCount site={site} value={row.total.persons} behind={behindOf(row)} />,
    },
    {
      id: "share",
      title: "Share",
      isNumber: true,
      sortBy: (row) => row.total.conversions,
      cell: (row) => percent(row.total.conversions / Math.max(1, all)),
    },
    {
      id: "value",
      title: "Value",
      isNumber: true,
      sortBy: (row) => row.total.value?.minor ?? 0,
      cell: (row) => moneyOf(row.total.value, row.total.amounts) ?? "–",
    },
  ];
  return (
    <Panel
      title={`Which channels does ${goal.name} come by?`}
      lead="The channel of the session in which it happened. It is no attribution: what came before that session has no part in it."
    >
      {trend.isError ? (
        <Fault error={trend.error} onRetry={() => trend.refetch()} />
      ) : trend.isPending ? (
        <Skeleton height={240} />
      ) : (
        <Table caption="Channels" columns={columns} rows={rows} keyOf={(row) => JSON.stringify(row.value)} />
      )}
    </Panel>
  );
}
