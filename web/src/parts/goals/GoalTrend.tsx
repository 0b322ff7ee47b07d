import { useState } from "react";
import { askCsv, useAsk } from "../../api/ask";
import type { Goal, TrendAnswer, TrendQuestion } from "../../api/types";
import { intervalFor } from "../../app/buckets";
import { common, rangeWords, type View } from "../../app/view";
import { ChartFrame } from "../../charts/ChartFrame";
import { TrendChart } from "../../charts/TrendChart";
import { lineOf, METRICS, type Metric } from "../../charts/trendLines";
import { moneyOf } from "../../format/money";
import { counted, percent, shortCount } from "../../format/number";
import { rate } from "../../format/rate";
import { Segmented } from "../../ui/Segmented";
import { Fault, Skeleton } from "../../ui/States";
import { TrendTable } from "./TrendTable";

interface GoalTrendProps {
  site: string;
  view: View;
  goal: Goal;
  title: string;
}

/** A goal's course: how often, by how many, at which rate, worth what. */
export function GoalTrend({ site, view, goal, title }: GoalTrendProps) {
  const [metric, setMetric] = useState<Metric>("conversions");
  const question = {
    kind: "trend" as const,
    goal: goal.id,
    interval: intervalFor(view),
    ...common(view),
  } as TrendQuestion;
  const trend = useAsk(site, question);
  if (trend.isError) return <Fault error={trend.error} onRetry={() => trend.refetch()} />;
  if (trend.isPending) return <Skeleton height={380} />;
  const answer = trend.data;
  const series = answer.series[0];
  // Several currencies have no common scale: they stand in the sentence and the table.
  const hasValue = Boolean(series?.total.value);
  const metrics = METRICS.filter(({ id }) => id !== "value" || hasValue);
  const shown = metric === "value" && !hasValue ? "conversions" : metric;
  const before = answer.compare?.series[0];
  const lines = [
    ...(series ? [lineOf(series, shown, goal.name)] : []),
    ...(before ? [lineOf(before, shown, "the time before", true)] : []),
  ];
  return (
    <ChartFrame
      title={title}
      sentence={sentenceOf(answer, goal, view)}
      units={UNITS[shown]}
      answer={answer}
      csv={{ name: `${site}-${goal.id}-trend.csv`, fetch: () => askCsv(site, question) }}
      help={{ href: "/docs/concepts/counting", name: "How it is counted" }}
      actions={
        <Segmented
          label="Metric"
          choices={metrics}
          value={shown}
          onChange={(id) => setMetric(id as Metric)}
        />
      }
      table={series ? <TrendTable series={series} zone={answer.timezone} /> : null}
    >
      <TrendChart
        label={`${goal.name} over time: ${sentenceOf(answer, goal, view)}`}
        lines={lines}
        zone={answer.timezone}
        format={formatOf(shown, answer)}
      />
    </ChartFrame>
  );
}

const UNITS: Record<Metric, string> = {
  conversions: "Conversions",
  persons: "Persons with a conversion",
  sessions: "Sessions with a conversion",
  rate: "Persons converting ÷ persons active, with its 95 % interval",
  value: "Value of the conversions",
};

function sentenceOf(answer: TrendAnswer, goal: Goal, view: View): string {
  const total = answer.series[0]?.total;
  if (!total || total.conversions === 0) return `${goal.name} did not happen in ${rangeWords(view)}.`;
  const worth = moneyOf(total.value, total.amounts);
  return `${counted(total.conversions, "conversion")} by ${counted(total.persons, "person")}${worth ? `, worth ${worth}` : ""}${total.rate ? `: ${rate(total.rate)} persons` : ""}.`;
}

function formatOf(metric: Metric, answer: TrendAnswer): (value: number) => string {
  if (metric === "rate") return percent;
  const currency = answer.series[0]?.total.value?.currency;
  if (metric !== "value" || !currency) return shortCount;
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency, notation: "compact" });
  return (value) => format.format(value);
}
