/** How long people take from one thing to another, in words. */
import type {
  BreakdownValue,
  ConvertPeriod,
  ConvertRow,
  ConvertTimes,
  Percentile,
  TimeToConvertAnswer,
} from "../api/types";
import { count, counted, percent } from "../format/number";
import { interval as intervalWords } from "../format/rate";
import { duration, windowWords } from "../format/time";
import type { Split } from "./findings";
import { startedWords } from "./returningWords";
import { isWhole, ruleOf } from "./rules";
import type { Interval, TimeDraft } from "./timeToConvert";
import { propertyWords, ruleWords, valueWords } from "./words";

/** Of fewer than that a percentile moves a lot by chance. */
export const FEW = 20;

/** Of more values than that two whose intervals do not overlap are found by chance too often to say nothing of it: of five
 * there are ten pairs, each apart by chance in about one of 180 cases. */
const MANY = 5;

/** What a question is about, as its sentences call it. */
export interface TimeWords {
  /** What starts the clock; null is the first event of all. */
  start: string | null;
  counts: TimeDraft["counts"];
  end: string;
  /** "7 days". */
  window: string;
  interval: Interval;
}

/** The words of a question that can be asked. */
export function timeWords(
  { start, counts, end }: TimeDraft,
  { window, interval }: { window: string; interval: Interval },
  goals: { id: string; name: string }[],
): TimeWords {
  const words = (rules: TimeDraft["end"]) => ruleWords(ruleOf(rules.filter(isWhole)), goals);
  return { start: start && words(start), counts, end: words(end), window: windowWords(window), interval };
}

/** "How long do people take from cart to Order?" */
export function timeTitle({ start, end }: TimeWords): string {
  return `How long do people take from ${startWords(start)} to ${end}?`;
}

/** What is asked beside what the title says. */
export function timeTerms({ start, counts, end, window }: TimeWords): string {
  const within = `Within ${window}`;
  if (start === null)
    return `${within} of a person's first event of all; who came before this time is left out.`;
  if (counts === "last")
    return `${within}; the clock starts with the last ${start} before ${end}, and with the first of those who have not got there yet.`;
  if (counts === "first_ever") return `${within}; the clock starts with a person's first ${start} ever.`;
  return `${within}; the clock starts with a person's first ${start} in this time.`;
}

/** When half, three quarters and nine in ten of those who convert have done so, and how many do at all. */
export function timeSentence({ overall }: Pick<TimeToConvertAnswer, "overall">, words: TimeWords): string {
  const { entered, converted, open, within_window: within, median, p75, p90 } = overall;
  const { end, window } = words;
  if (entered === 0) return "";
  const persons = counted(entered, "person");
  if (!within)
    return `Too early to tell: no window of ${window} is over yet. ${count(converted)} of ${persons} got to ${end} so far.`;
  if (converted === 0) return `None of ${persons} got to ${end} ${open > 0 ? "so far" : `within ${window}`}.`;
  const share = `${percent(within.value)} (${intervalWords(within)}) of ${persons}`;
  if (!median) return `${share} get to ${end} within ${window}.`;
  const half = `Half of those who get to ${end} do so within ${duration(median.seconds)}${bracketed(median)}`;
  const rest = [
    ...(p75 ? [`three quarters within ${duration(p75.seconds)}`] : []),
    ...(p90 ? [`nine in ten within ${duration(p90.seconds)}`] : []),
  ];
  return `${[half, ...rest].join(", ")}. ${share} get there within ${window}.`;
}

/** Whether it differs by the values of a property: the fastest and the slowest of those with enough persons. */
export function splitSentence(rows: ConvertRow[], by: Split): string {
  const sure = rows.flatMap(({ value, converted, median }) => {
    if (converted < FEW || !median || median.low === null || median.high === null) return [];
    return [{ name: valueWords(value, by), seconds: median.seconds, low: median.low, high: median.high }];
  });
  if (sure.length < 2) return `Too few got there to compare by ${propertyWords(by.property, by.of)}.`;
  const fastest = sure.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  const slowest = sure.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  if (fastest.high >= slowest.low)
    return `No clear difference in how long it takes: the intervals of all medians by ${propertyWords(by.property, by.of)} overlap.`;
  const chance = sure.length > MANY ? " Of so many values some stand apart by chance alone." : "";
  return `Fastest is ${fastest.name}: half within ${duration(fastest.seconds)}. Slowest is ${slowest.name}: half within ${duration(slowest.seconds)}. Their intervals do not overlap.${chance}`;
}

export type PercentileName = "median" | "p75" | "p90";

const SHARES: Record<PercentileName, string> = {
  median: "Half of those who convert do so",
  p75: "Three quarters of those who convert do so",
  p90: "Nine in ten of those who convert do so",
};

/** How the time changed from the first period that is over to the last. */
export function courseSentence(
  periods: ConvertPeriod[],
  percentile: PercentileName,
  { interval }: TimeWords,
): string {
  const over = periods.filter((period) => period.complete && period[percentile]);
  const [first, last] = [over[0], over.at(-1)];
  const [before, now] = [first?.[percentile], last?.[percentile]];
  if (!first || !last || !before || !now || first === last)
    return `Too early to tell: it takes two ${interval}s that are over, with people who got there.`;
  const known = [before.low, before.high, now.low, now.high].every((end) => end !== null);
  const isApart = known && ((before.high ?? 0) < (now.low ?? 0) || (now.high ?? 0) < (before.low ?? 0));
  const verdict = !isApart
    ? "no clear difference"
    : now.seconds < before.seconds
      ? "faster, and the intervals do not overlap"
      : "slower, and the intervals do not overlap";
  const when = (period: ConvertPeriod) => startedWords(period.start, interval);
  return `${SHARES[percentile]} within ${duration(before.seconds)}${bracketed(before)} if they started ${when(first)}, and within ${duration(now.seconds)}${bracketed(now)} if they did ${when(last)}: ${verdict}.`;
}

/** What a reader should know of numbers that rest on few; nothing where there are enough. */
export function fewWords(
  { converted, within_window: within }: ConvertTimes,
  { end }: TimeWords,
): string | null {
  if (converted === 0 || converted >= FEW || !within) return null;
  const only = `Only ${counted(converted, "person")} got to ${end}`;
  return `${only}: times of so few move a lot by chance.`;
}

/** "n = 1,000 persons who started, 120 of them with time left". */
export function timeN({ entered, open }: Pick<ConvertTimes, "entered" | "open">): string {
  const rest = open > 0 ? `, ${count(open)} of them with time left` : "";
  return `n = ${counted(entered, "person")} who started${rest}`;
}

/** How many did not convert though their window is over. */
export function lostOf({ entered, converted, open }: Pick<ConvertTimes, "entered" | "converted" | "open">) {
  return entered - converted - open;
}

/** How far chance alone could move a time: "1 d 20 h – 2 d 9 h". */
export function betweenWords({ low, high }: Percentile): string {
  if (low !== null && high !== null) return `${duration(low)} – ${duration(high)}`;
  if (low !== null) return `${duration(low)} or more`;
  if (high !== null) return `up to ${duration(high)}`;
  return "too few for an interval";
}

function bracketed(time: Percentile): string {
  return time.low === null && time.high === null ? "" : ` (${betweenWords(time)})`;
}

/** A stretch of time since the start: "under 1 min", "1–5 min", "12 h – 1 d". */
export function stretchWords(from: number, to: number): string {
  if (from === 0) return `under ${duration(to)}`;
  const [low, high] = [duration(from), duration(to)];
  const [number, unit, more] = low.split(" ");
  const [, other, further] = high.split(" ");
  return unit === other && !more && !further ? `${number}–${high}` : `${low} – ${high}`;
}

/** A number whose people can be asked for: who started, who converted, in a stretch of time or at all, who did not or has
 * time left. */
export interface TimeCell {
  outcome: "entered" | "converted" | "open" | "lost";
  from?: number;
  to?: number;
  /** Of one part only. */
  part?: { by: Split; value: BreakdownValue };
  /** Of those only who started in a period. */
  start?: string;
}

/** The cell as the API is asked for it. */
export function askedTimeCell({ outcome, from, to, part, start }: TimeCell) {
  return {
    outcome,
    ...(from === undefined ? {} : { from_seconds: from }),
    ...(to === undefined ? {} : { to_seconds: to }),
    ...(part ? { breakdown: part.value } : {}),
    ...(start === undefined ? {} : { start }),
  };
}

/** What the list of its people is called. */
export function timeCellTitle({ outcome, from, to, part, start }: TimeCell, words: TimeWords): string {
  const { end, window, interval } = words;
  const after = startWords(words.start);
  const did = {
    entered: words.start === null ? "had their first event of all" : `started with ${after}`,
    open: `still has time to get to ${end}`,
    lost: `did not get to ${end} within ${window} after ${after}`,
    converted: `got to ${end} ${from === undefined || to === undefined ? `within ${window}` : stretchWords(from, to)} after ${after}`,
  }[outcome];
  const where = [
    ...(part ? [`${propertyWords(part.by.property, part.by.of)}: ${valueWords(part.value, part.by)}`] : []),
    ...(start === undefined ? [] : [`started ${startedWords(start, interval)}`]),
  ];
  return `Who ${did}${where.length > 0 ? ` (${where.join(", ")})` : ""}?`;
}

function startWords(start: string | null): string {
  return start ?? "their first event";
}
