import { useState } from "react";
import { askCsv, useAsk } from "../../api/ask";
import type { Funnel, FunnelAnswer, FunnelQuestion, Goal, Step } from "../../api/types";
import { common, type View } from "../../app/view";
import { ChartFrame } from "../../charts/ChartFrame";
import { FunnelChart } from "../../charts/FunnelChart";
import { enteredOf, isOpenAnywhere } from "../../charts/funnelBars";
import { moneyOf } from "../../format/money";
import { count, counted, percent } from "../../format/number";
import { interval, isClear, rateChange } from "../../format/rate";
import { windowWords } from "../../format/time";
import { PeopleDrawer } from "../../parts/people/PeopleDrawer";
import { behind } from "../../reports/behind";
import { questionOf, whyNoDropOff } from "../../reports/funnelQuestion";
import { rowNames, termsSentence } from "../../reports/funnelWords";
import { Fault, Skeleton } from "../../ui/States";
import { Breakdown } from "./Breakdown";
import { type Cell, cellTitle } from "./cells";
import { StepsTable } from "./StepsTable";
import { WorstPlaces } from "./WorstPlaces";

interface FunnelReportProps {
  site: string;
  view: View;
  funnel: Funnel;
  goals: Goal[];
  split: string | undefined;
  onSplit: (split: string | undefined) => void;
}

/** The picture of a funnel, where it is worst, and its split. */
export function FunnelReport({ site, view, funnel, goals, split, onSplit }: FunnelReportProps) {
  const [cell, setCell] = useState<Cell | null>(null);
  const names = rowNames(funnel, goals);
  const terms = termsSentence(funnel, goals);
  const isNumbered = funnel.order !== "any";
  const hidesWorst = whyNoDropOff(funnel);
  const asked = common(view);
  const question = questionOf(funnel, asked);
  const answer = useAsk(site, question);
  const { compare: _, ...alone } = question as typeof question & { compare?: unknown };
  if (answer.isError) return <Fault error={answer.error} onRetry={() => answer.refetch()} />;
  if (answer.isPending) return <Skeleton height={460} />;
  const { steps } = answer.data;
  const entered = enteredOf(steps);
  const opened = cell && peopleOf(cell);
  function peopleOf({ step, outcome, part }: Cell) {
    const of = part ? ({ ...alone, breakdown: part.by } as FunnelQuestion) : alone;
    const place = { step, outcome, ...(part ? { breakdown: part.value } : {}) };
    return behind(
      of,
      answer.data?.now ?? "",
      place,
      cellTitle({ step, outcome, ...(part && { part }) }, names),
    );
  }
  return (
    <>
      <ChartFrame
        title={`How far do people get${funnel.name ? ` in ${funnel.name}` : ""} within ${windowWords(funnel.window)}?`}
        terms={terms}
        sentence={isNumbered ? sentenceOf(answer.data, names) : anyOrderSentence(answer.data)}
        n={`n = ${counted(entered, "person")} who entered`}
        picture={
          entered === 0
            ? undefined
            : () =>
                import("../../charts/funnelPicture").then((module) =>
                  module.funnelPicture(steps, names, isNumbered),
                )
        }
        units="Persons; rates leave out those whose window is still open"
        answer={answer.data}
        csv={{ name: `${site}-${funnel.id}-funnel.csv`, fetch: () => askCsv(site, question) }}
        help={{ href: "/docs/concepts/funnels", name: "How it is counted" }}
        table={<StepsTable steps={steps} names={names} isNumbered={isNumbered} onOpen={setCell} />}
      >
        {entered > 0 ? (
          <FunnelChart
            steps={steps}
            names={names}
            isNumbered={isNumbered}
            onOpen={(step, outcome) => setCell({ step, outcome })}
          />
        ) : terms === "" ? (
          <p className="soft">
            Nobody entered this funnel in this time: no <b>{names[0]}</b> came in. Choose a longer time, or
            another first step.
          </p>
        ) : (
          <p className="soft">
            Nobody entered this funnel in this time. Choose a longer time, other steps, or ask for less.
          </p>
        )}
      </ChartFrame>
      {entered > 0 && funnel.steps.length > 1 && (
        <>
          {hidesWorst === null ? (
            <WorstPlaces site={site} question={alone} names={names} onSplit={onSplit} onOpen={setCell} />
          ) : (
            <p className="soft">
              Where it is worse than elsewhere can't be told of this funnel, because {hidesWorst}.
            </p>
          )}
          <Breakdown
            site={site}
            question={alone}
            names={names}
            split={split}
            onSplit={onSplit}
            onOpen={setCell}
          />
        </>
      )}
      {opened && <PeopleDrawer site={site} {...opened} onClose={() => setCell(null)} />}
    </>
  );
}

/** The whole funnel in a sentence: from where to where, at which rate, where most are lost. */
function sentenceOf(answer: FunnelAnswer, names: string[]): string {
  const { steps } = answer;
  const first = steps[0];
  const last = steps.at(-1);
  if (!first || !last || steps.length < 2) return first ? `${counted(first.count, "person")} entered.` : "";
  const rate = last.rate_from_start;
  const worth = moneyOf(last.value, last.amounts);
  const whole = rate
    ? `${percent(rate.value)} (${interval(rate)}) of ${count(rate.denominator)} persons get from ${names[0]} to ${names.at(-1)}.`
    : "Nobody's window is over yet.";
  const worst = steps.slice(1).reduce((a, b) => (b.dropped > a.dropped ? b : a));
  const place = steps.indexOf(worst);
  const lost = worst.dropped > 0 ? ` Most are lost before ${names[place]}: ${count(worst.dropped)}.` : "";
  const change = last.rate_from_start_change;
  const money = worth ? ` ${names.at(-1)} brought ${worth} so far.` : "";
  const later = isOpenAnywhere(steps) ? enteredOf(steps) - (first.entered ?? 0) : 0;
  const began = later > 0 ? ` ${counted(later, "person")} began at a later step.` : "";
  return whole + money + lost + began + changeWords(change);
}

/** The same where steps come in any order: how many did all, and after how many most stop. */
function anyOrderSentence({ steps }: FunnelAnswer): string {
  const first = steps[0];
  const last = steps.at(-1);
  if (!first || !last || steps.length < 2) return first ? `${counted(first.count, "person")} entered.` : "";
  const rate = last.rate_from_start;
  const all = steps.length === 2 ? "both steps" : `all ${steps.length} steps`;
  const whole = rate
    ? `${percent(rate.value)} (${interval(rate)}) of ${count(rate.denominator)} persons who began did ${all}.`
    : "Nobody's window is over yet.";
  const worst = steps.slice(1).reduce((a, b) => (b.dropped > a.dropped ? b : a));
  const place = steps.indexOf(worst);
  const lost =
    worst.dropped > 0 ? ` Most stop after ${place} of ${steps.length}: ${count(worst.dropped)}.` : "";
  return whole + lost + changeWords(last.rate_from_start_change);
}

function changeWords(change: Step["rate_from_start_change"]): string {
  if (!change) return "";
  return ` ${isClear(change) ? "Changed by" : "No clear change:"} ${rateChange(change)} against the time before.`;
}
