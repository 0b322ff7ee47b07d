/** Populations in plain words. */
import type {
  Condition,
  DidCondition,
  PersonProperty,
  PopulationAnswer,
  SequenceCondition,
} from "../api/populations";
import type { Filter, Range, Rate, StepRule } from "../api/types";
import { count, counted, percent } from "../format/number";
import { interval } from "../format/rate";
import { day, isCalendarDay, windowWords } from "../format/time";
import { filterWords, ruleWords } from "./words";

type Named = { id: string; name: string }[];

/** "did pricing_viewed at least twice in the last 7 days and did not do trial_started". */
export function conditionWords(condition: Condition, goals: Named = []): string {
  return wordsOf(condition, goals, { isNot: false, isInside: false });
}

/** The same as a sentence about people: "Who did …." */
export function whoWords(condition: Condition, goals: Named = []): string {
  const words = conditionWords(condition, goals);
  return /^(whose|for whom) /.test(words) ? `People ${words}.` : `People who ${words}.`;
}

interface Place {
  isNot: boolean;
  /** In another group: it needs brackets where it has parts. */
  isInside: boolean;
}

/** What does not hold of a group is said of its parts: not any of them is none, not all of them is one that is not. */
function wordsOf(condition: Condition, goals: Named, { isNot, isInside }: Place): string {
  if ("all" in condition || "any" in condition) {
    const [parts, isAll] = "all" in condition ? [condition.all, true] : [condition.any, false];
    const words = parts.map((one) => wordsOf(one, goals, { isNot, isInside: parts.length > 1 || isInside }));
    const joined = words.join(isAll === isNot ? " or " : " and ");
    return isInside && parts.length > 1 ? `(${joined})` : joined;
  }
  if ("not" in condition) return wordsOf(condition.not, goals, { isNot: !isNot, isInside });
  if ("did" in condition) return didWords(condition, goals, isNot);
  if ("sequence" in condition) return sequenceWords(condition, goals, isNot);
  return personWords(condition.person, isNot);
}

/** Conditions that hold exactly where another does not, also of persons of whom nothing is known. */
const OPPOSITES: [Filter["op"], Filter["op"]][] = [
  ["eq", "ne"],
  ["in", "not_in"],
  ["contains", "not_contains"],
  ["is_set", "is_not_set"],
];

function personWords(person: PersonProperty, isNot: boolean): string {
  if (person.property.trim() === "") return "whose …";
  const filter = person as Filter;
  if (!isNot) return `whose ${filterWords(filter)}`;
  const pair = OPPOSITES.find((ops) => ops.includes(filter.op));
  const op = pair?.find((one) => one !== filter.op);
  return op
    ? `whose ${filterWords({ ...filter, op })}`
    : `for whom it does not hold that ${filterWords(filter)}`;
}

function didWords(condition: DidCondition, goals: Named, isNot: boolean): string {
  const { did, value, range, in_any } = condition;
  const what = stepWords(did, goals);
  const ending = [timesWords(condition), rangeIn(range), in_any ? `within any ${windowWords(in_any)}` : ""];
  const rest = ending.filter((part) => part !== "").join(" ");
  const behind = rest === "" ? "" : ` ${rest}`;
  if (value) {
    const spent = isNot ? "did not spend" : "spent";
    return `${spent} ${boundsWords(value)} with ${what}${behind}`;
  }
  if (isPages(did)) return `${isNot ? "did not see" : "saw"} ${what}${behind}`;
  return `${isNot ? "did not do" : "did"} ${what}${behind}`;
}

function sequenceWords({ sequence, within = "7d", range }: SequenceCondition, goals: Named, isNot: boolean) {
  const steps = sequence.map((step) => stepWords(step, goals)).join(", then ");
  const rest = [`within ${windowWords(within)}`, rangeIn(range)].filter((part) => part !== "").join(" ");
  return `${isNot ? "did not do" : "did"} ${steps} ${rest}`;
}

function timesWords({ at_least, at_most }: DidCondition): string {
  const [least, most] = [at_least ?? (at_most === undefined ? 1 : 0), at_most];
  if (most === undefined) return least > 1 ? `at least ${timesOf(least)}` : "";
  if (least === most) return `exactly ${timesOf(most)}`;
  return least === 0 ? `at most ${timesOf(most)}` : `${count(least)} to ${timesOf(most)}`;
}

function timesOf(number: number): string {
  if (number === 1) return "once";
  return number === 2 ? "twice" : `${count(number)} times`;
}

function boundsWords({ currency, at_least, at_most }: NonNullable<DidCondition["value"]>): string {
  const least = at_least === undefined ? "" : `at least ${at_least} ${currency}`;
  const most = at_most === undefined ? "" : `at most ${at_most} ${currency}`;
  return [least, most].filter((part) => part !== "").join(" and ") || `some ${currency}`;
}

function rangeIn(range: Range | undefined): string {
  if (!range) return "";
  const { last, start, end } = range as { last?: string; start?: string; end?: string };
  if (last !== undefined) return last === "1d" ? "today" : `in the last ${windowWords(last)}`;
  const isDays = [start, end].every((one) => one === undefined || one === "" || isCalendarDay(one));
  if (!isDays) return [start ? `from ${start}` : "", end ? `until ${end}` : ""].filter(Boolean).join(" ");
  // The last day belongs to it.
  const first = start ? day(start, "UTC") : "";
  const final = end
    ? day(new Date(Date.parse(`${end}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10), "UTC")
    : "";
  if (first && final) return first === final ? `on ${first}` : `between ${first} and ${final}`;
  return first ? `since ${first}` : final ? `until ${final}` : "";
}

function isPages(rule: StepRule): boolean {
  return rule.any_of ? rule.any_of.every(isPages) : rule.page !== undefined && rule.page !== null;
}

/** What a step takes, with its conditions: "cart where country is DE". */
function stepWords(rule: StepRule, goals: Named, isAlternative = false): string {
  const what = rule.any_of
    ? rule.any_of.map((one) => stepWords(one, goals, true)).join(" or ")
    : ruleWords(rule, goals) || "…";
  const where = (rule.filters ?? []).map(filterWords).join(" and ");
  if (where === "") return what;
  return isAlternative ? `${what} (where ${where})` : `${what} where ${where}`;
}

/** "12.0 % (10.1–14.2 %) of 1,000 known people". */
export function shareWords(rate: Rate | null | undefined, known: number): string {
  const of = `of ${counted(known, "known person", "known people")}`;
  return rate ? `${percent(rate.value)} (${interval(rate)}) ${of}` : of;
}

/** How many more there are than at the beginning: all who came in less all who left. */
export function changeOf({ points }: Pick<PopulationAnswer, "points">): number {
  return points.reduce((sum, { entered, left }) => sum + entered - left, 0);
}

/** How many there are, and how that has changed since the beginning, where there was anybody before it. */
export function sizeSentence(answer: PopulationAnswer, beginning: string | undefined): string {
  const { size, known, rate, points } = answer;
  const whole = `${counted(size, "person", "people")}: ${shareWords(rate, known)}.`;
  if (points.length === 0 || beginning === undefined) return whole;
  const change = changeOf(answer);
  const more = `${count(Math.abs(change))} ${change > 0 ? "more" : "fewer"} than ${beginning}`;
  return `${whole} ${change === 0 ? `As many as ${beginning}` : more}.`;
}

export type Change = "members" | "entered" | "left";

/** What the people behind a point are asked as. */
export function changeTitle(name: string, change: Change, where?: string): string {
  const of = name === "" ? "this population" : `“${name}”`;
  if (change === "members") return `Who is in ${of}${where ? ` as of ${where}` : ""}?`;
  return change === "entered"
    ? `Who came into ${of}${where ? `, ${where}` : ""}?`
    : `Who left ${of}${where ? `, ${where}` : ""}?`;
}
