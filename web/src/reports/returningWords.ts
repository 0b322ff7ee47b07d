/** Who comes back, in words. */
import type { RetentionAnswer, StepRule } from "../api/types";
import { counted, percent } from "../format/number";
import { interval as intervalWords, rate } from "../format/rate";
import { dateIn, day, month } from "../format/time";
import type { Interval, Mode, ReturningDraft } from "./returning";
import { isWhole, ruleOf } from "./rules";
import { ruleWords } from "./words";

type Named = { id: string; name: string }[];

/** What a question is about, as its sentences call it. */
export interface ReturningWords {
  interval: Interval;
  mode: Mode;
  /** What starts; null is the first event of all. */
  start: string | null;
  starts: ReturningDraft["starts"];
  /** What counts as coming back; null is any event. */
  back: string | null;
}

/** The words of a question that can be asked. */
export function returningWords(draft: ReturningDraft, interval: Interval, goals: Named): ReturningWords {
  const words = (rules: StepRule[]) => ruleWords(ruleOf(rules.filter(isWhole)), goals);
  const isAnything = draft.return.some(({ event, filters }) => event === "*" && !filters?.length);
  return {
    interval,
    mode: draft.mode,
    start: draft.start && words(draft.start),
    starts: draft.starts,
    back: isAnything ? null : words(draft.return),
  };
}

/** What all cohorts together count: a person once, or each of its starts. */
export type Unit = "person" | "start";

export function unitOf({ start, starts }: ReturningWords): Unit {
  return start !== null && starts === "any" ? "start" : "person";
}

/** "How many come back with login in the weeks after signup?" */
export function gridTitle({ interval, start, back }: ReturningWords): string {
  return `How many come back${withWords(back)} in the ${interval}s after ${afterWords(start)}?`;
}

/** What is asked beside what the title says; empty where that is all. */
export function gridTerms({ interval, mode }: Pick<ReturningWords, "interval" | "mode">): string {
  if (mode === "on_or_after") return `Back in a ${interval} is who came back in it or in any later one.`;
  if (mode === "rolling")
    return interval === "day"
      ? "Days are each person's own: stretches of 24 hours since its start."
      : "Weeks are each person's own: stretches of 7 days since its start.";
  return "";
}

/** How many of all came back in the first period after that of their start, and how many in the last. */
export function gridSentence(answer: RetentionAnswer, words: ReturningWords): string {
  const { overall } = answer;
  if (overall.size === 0) return "";
  const next = overall.cells.find(({ period }) => period === 1)?.rate;
  if (!next) return `Too early to tell: ${lowPeriod(words, 1)} is over for nobody yet.`;
  const place = nextWords(words);
  const share = `${percent(next.value)} (${intervalWords(next)})`;
  const back = withWords(words.back);
  const sentence =
    unitOf(words) === "start"
      ? `After ${share} of ${counted(next.denominator, "start")} the person comes back${back} ${place}.`
      : `${share} of ${counted(next.denominator, "person")} ${next.denominator === 1 ? "comes" : "come"} back${back} ${place}.`;
  const last = overall.cells.findLast((cell) => cell.rate && cell.period > 1);
  if (!last?.rate) return sentence;
  return `${sentence} ${periodWords(words, last.period)}: ${rate(last.rate)}.`;
}

/** "Of n" for the foot. */
export function gridN({ overall, cohorts }: RetentionAnswer, words: ReturningWords): string {
  return `n = ${counted(overall.size, unitOf(words))} in ${counted(cohorts.length, "cohort")}`;
}

/** Which period: "Week 3", "Week 3 or later". */
export function periodWords({ interval, mode }: Pick<ReturningWords, "interval" | "mode">, period: number) {
  const name = interval.charAt(0).toUpperCase() + interval.slice(1);
  return `${name} ${period}${mode === "on_or_after" ? " or later" : ""}`;
}

function lowPeriod(words: Pick<ReturningWords, "interval" | "mode">, period: number): string {
  const name = periodWords(words, period);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A cohort by its first day, at the head of its row. */
export function cohortName(start: string, interval: Interval): string {
  return interval === "month" ? month(start) : day(start, "UTC");
}

/** When its persons started: "in the week of 5 Jan 2026". */
export function startedWords(start: string, interval: Interval): string {
  const name = cohortName(start, interval);
  return { day: `on ${name}`, week: `in the week of ${name}`, month: `in ${name}` }[interval];
}

/** A number of the grid whose people can be asked for: of a period, else of the whole cohort. */
export interface GridCell {
  cohort: string;
  period?: number;
  outcome?: "returned" | "not_returned";
}

/** What the list of its people is called. */
export function gridCellTitle({ cohort, period, outcome }: GridCell, words: ReturningWords): string {
  const started = `Who started ${startedWords(cohort, words.interval)}`;
  if (period === undefined) return `${started}?`;
  const did = outcome === "not_returned" ? "did not come back" : "came back";
  return `${started} and ${did} ${words.interval === "day" ? "on" : "in"} ${lowPeriod(words, period)}?`;
}

/** Which cohorts the time looked at cuts, so that they have too few; empty where it cuts none. */
export function cutWords(
  { cohorts, range, now, timezone }: Pick<RetentionAnswer, "cohorts" | "range" | "now" | "timezone">,
  interval: Interval,
): string {
  const first = cohorts[0];
  const last = cohorts.at(-1);
  if (!first || !last || !range) return "";
  const begins = dateIn(range.start, timezone);
  const ends = dateIn(range.end, timezone, -1);
  const words = [
    ...(first.start < begins
      ? [`the first ${interval} has only who started from ${day(begins, "UTC")} on`]
      : []),
    // What goes on until now is not cut: it is not over.
    ...(Date.parse(range.end) <= Date.parse(now) && ends < lastDayOf(last.start, interval)
      ? [`the last ${interval} has only who started up to ${day(ends, "UTC")}`]
      : []),
  ].join(", and ");
  return words === "" ? "" : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function lastDayOf(start: string, interval: Interval): string {
  const date = new Date(`${start}T00:00:00Z`);
  if (interval === "week") date.setUTCDate(date.getUTCDate() + 6);
  if (interval === "month") date.setUTCMonth(date.getUTCMonth() + 1, 0);
  return date.toISOString().slice(0, 10);
}

/** The first period after that of a start. */
function nextWords({ interval, mode, start }: ReturningWords): string {
  const after = afterWords(start);
  if (mode === "rolling") return `${interval === "day" ? "24 to 48 hours" : "7 to 14 days"} after ${after}`;
  const place = `${interval === "day" ? "on the day" : `in the ${interval}`} after ${after}`;
  return mode === "on_or_after" ? `${place} or later` : place;
}

function withWords(back: string | null): string {
  return back === null ? "" : ` with ${back}`;
}

function afterWords(start: string | null): string {
  return start ?? "their first event";
}
