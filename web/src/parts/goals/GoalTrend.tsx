import { useState } from "react";
import { askCsv, useAsk } from "../../api/ask";
import { useSites } from "../../api/resources";
import type { Goal, TrendAnswer, TrendQuestion } from "../../api/types";
import { intervalFor } from "../../app/buckets";
import { common, rangeWords, type View } from "../../app/view";
import { ChartFrame } from "../../charts/ChartFrame";
import { TrendChart } from "../../charts/TrendChart";
import { amountsOf, bucketNames, lineOf, METRICS, type Metric } from "../../charts/trendLines";
import { moneyOf } from "../../format/money";
import { counted, percent, shortCount } from "../../format/number";
import { rate } from "../../format/rate";
import { bucket } from "../../format/time";
import { behind, whoDid } from "../../reports/behind";
import { Segmented } from "../../ui/Segmented";
import { Select } from "../../ui/Select";
import { Fault, Skeleton } from "../../ui/States";
import { PeopleDrawer } from "../people/PeopleDrawer";
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
  const [wanted, setWanted] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const sites = useSites();
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
  const before = answer.compare?.series[0];
  // Several currencies have no common scale: one is drawn at a time, and none is added to another.
  const currencies = series ? amountsOf(series.total).map((amount) => amount.currency) : [];
  const own = sites.data?.sites.find((one) => one.id === site)?.currency;
  const currency = [wanted, own].find((one) => one && currencies.includes(one)) ?? currencies[0];
  const shown = metric === "value" && !currency ? "conversions" : metric;
  const lines = [
    ...(series ? [lineOf(series, shown, goal.name, currency)] : []),
    ...(before ? [{ ...lineOf(before, shown, "the time before", currency), isBefore: true }] : []),
  ];
  const format = formatOf(shown, currency);
  const names = bucketNames(answer.timezone);
  const behindBucket = (start: string) =>
    behind(question, answer.now, { start }, whoDid(goal.name, bucket(start, answer.timezone)));
  return (
    <>
      <ChartFrame
        title={title}
        sentence={sentenceOf(answer, goal, view)}
        units={unitsOf(shown, currency, currencies.length)}
        n={nOf(answer)}
        answer={answer}
        csv={{ name: `${site}-${goal.id}-trend.csv`, fetch: () => askCsv(site, question) }}
        picture={() =>
          import("../../charts/trendPicture").then((module) => module.trendPicture({ lines, format, names }))
        }
        help={{ href: "/docs/concepts/counting", name: "How it is counted" }}
        actions={
          <>
            <Segmented
              label="Metric"
              choices={METRICS.filter(({ id }) => id !== "value" || currency)}
              value={shown}
              onChange={(id) => setMetric(id as Metric)}
            />
            {shown === "value" && currency && currencies.length > 1 && (
              <Select
                label="Currency"
                isLabelHidden
                choices={currencies.map((id) => ({ id, name: id }))}
                value={currency}
                onChange={setWanted}
              />
            )}
          </>
        }
        table={
          series ? (
            <TrendTable
              site={site}
              name={goal.name}
              series={series}
              zone={answer.timezone}
              behindBucket={behindBucket}
            />
          ) : null
        }
      >
        <TrendChart
          label={`${goal.name} over time: ${sentenceOf(answer, goal, view)}`}
          lines={lines}
          names={names}
          format={format}
          onOpen={(place) => {
            const point = series?.points[place];
            if (point && point.persons > 0) setOpened(point.start);
          }}
        />
      </ChartFrame>
      {opened && <PeopleDrawer site={site} {...behindBucket(opened)} onClose={() => setOpened(null)} />}
    </>
  );
}

const UNITS: Record<Exclude<Metric, "value">, string> = {
  conversions: "Conversions",
  persons: "Persons with a conversion",
  sessions: "Sessions with a conversion",
  rate: "Persons converting ÷ persons active, with its 95 % interval",
};

function unitsOf(metric: Metric, currency: string | undefined, currencies: number): string {
  if (metric !== "value") return UNITS[metric];
  const apart = currencies > 1 ? "; other currencies stand apart and are not added" : "";
  return `Value of the conversions in ${currency}${apart}`;
}

function nOf(answer: TrendAnswer): string {
  const total = answer.series[0]?.total;
  const active = total?.rate ? ` of ${counted(total.rate.denominator, "active person")}` : "";
  return `n = ${counted(total?.conversions ?? 0, "conversion")} by ${counted(total?.persons ?? 0, "person")}${active}`;
}

function sentenceOf(answer: TrendAnswer, goal: Goal, view: View): string {
  const total = answer.series[0]?.total;
  if (!total || total.conversions === 0) return `${goal.name} did not happen in ${rangeWords(view)}.`;
  const worth = moneyOf(total.value, total.amounts);
  return `${counted(total.conversions, "conversion")} by ${counted(total.persons, "person")}${worth ? `, worth ${worth}` : ""}${total.rate ? `: ${rate(total.rate)} persons` : ""}.`;
}

function formatOf(metric: Metric, currency: string | undefined): (value: number) => string {
  if (metric === "rate") return percent;
  if (metric !== "value" || !currency) return shortCount;
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency, notation: "compact" });
  return (value) => format.format(value);
}
