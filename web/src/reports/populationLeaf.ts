/** One condition of a population as a sentence of fields: what was done, spent, done in order, or what a person is. */

import type { Condition, DidCondition, PersonProperty } from "../api/populations";
import type { Filter, Range, StepRule } from "../api/types";
import { isCalendarDay } from "../format/time";
import { isDuration } from "./addressed";
import { isWhole, ruleOf, rulesOf } from "./rules";

export type Times = "at_least" | "at_most" | "exactly";

/** The time in which it was done; the last day of a stretch belongs to it. */
export type When =
  | { of: "ever" }
  | { of: "last"; days: number }
  | { of: "between"; first: string; last: string }
  | { of: "in_any"; span: string };

interface Sentence {
  /** Did not, spent not, is not. */
  isNot: boolean;
}

export interface Did extends Sentence {
  kind: "did";
  rules: StepRule[];
  times: Times;
  number: number;
  when: When;
}

export interface Spent extends Sentence {
  kind: "spent";
  rules: StepRule[];
  currency: string;
  least: number | null;
  most: number | null;
  when: When;
}

export interface InOrder extends Sentence {
  kind: "sequence";
  steps: StepRule[][];
  within: string;
  when: When;
}

export interface Is extends Sentence, PersonProperty {
  kind: "person";
}

export type Leaf = Did | Spent | InOrder | Is;
export type LeafKind = Leaf["kind"];

export const FEWEST_STEPS = 2;
export const MOST_ORDERED = 10;
export const USUAL_WITHIN = "7d";

/** A condition of a kind that says nothing yet, about what the old one was about. */
export function newLeaf(kind: LeafKind, old: Leaf, currency: string): Leaf {
  const isNot = old.isNot;
  const rules = "rules" in old ? old.rules : (old.kind === "sequence" && old.steps[0]) || [{ event: "" }];
  const when = "when" in old && old.when.of !== "in_any" ? old.when : ({ of: "ever" } as const);
  switch (kind) {
    case "did":
      return { kind, isNot, rules, times: "at_least", number: 1, when };
    case "spent":
      return { kind, isNot, rules, currency, least: 100, most: null, when };
    case "sequence":
      return { kind, isNot, steps: [rules, [{ event: "" }]], within: USUAL_WITHIN, when };
    case "person":
      return { kind, isNot, property: "", op: "eq", value: "" };
  }
}

/** The document of a sentence. What says nothing is not written. */
export function conditionOf(leaf: Leaf): Condition {
  const said = saidOf(leaf);
  return leaf.isNot ? { not: said } : said;
}

function saidOf(leaf: Leaf): Condition {
  switch (leaf.kind) {
    case "did":
      return { did: ruleOf(leaf.rules), ...timesIn(leaf), ...whenIn(leaf.when) };
    case "spent": {
      const { rules, currency, least, most, when } = leaf;
      const value = {
        currency,
        ...(least === null ? {} : { at_least: String(least) }),
        ...(most === null ? {} : { at_most: String(most) }),
      };
      return { did: ruleOf(rules), value, ...whenIn(when) };
    }
    case "sequence":
      return { sequence: leaf.steps.map(ruleOf), within: leaf.within, ...whenIn(leaf.when) };
    case "person": {
      const { property, op, value } = leaf;
      return { person: { property, op, ...(needsValue(op) ? { value } : {}) } };
    }
  }
}

function timesIn({ times, number }: Did): Pick<DidCondition, "at_least" | "at_most"> {
  if (times === "at_least") return number === 1 ? {} : { at_least: number };
  return times === "at_most" ? { at_most: number } : { at_least: number, at_most: number };
}

function whenIn(when: When): { range?: Range; in_any?: string } {
  switch (when.of) {
    case "ever":
      return {};
    case "last":
      return { range: { last: `${when.days}d` } };
    case "between":
      return { range: { start: when.first, end: dayBeside(when.last, 1) } };
    case "in_any":
      return { in_any: when.span };
  }
}

/** The sentence of a condition; nothing where it says what no sentence of fields can. */
export function leafOf(condition: Condition): Leaf | null {
  if ("not" in condition && Object.keys(condition).length === 1) {
    const inner = "not" in condition.not ? null : saidLeaf(condition.not);
    return inner && { ...inner, isNot: true };
  }
  return saidLeaf(condition);
}

function saidLeaf(condition: Condition): Leaf | null {
  const has = (...fields: string[]) => Object.keys(condition).every((field) => fields.includes(field));
  if ("did" in condition) {
    const when = whenOf(condition);
    const rules = rulesOf(condition.did);
    if (!when || !has("did", "at_least", "at_most", "range", "in_any", "value")) return null;
    if (condition.value) return spentOf(condition, rules, when);
    const count = countOf(condition);
    if (!count || (when.of === "in_any" && (count.times !== "at_least" || count.number < 2))) return null;
    return { kind: "did", isNot: false, rules, ...count, when };
  }
  if ("sequence" in condition) {
    const when = whenOf(condition);
    if (!when || !has("sequence", "within", "range")) return null;
    const steps = condition.sequence.map(rulesOf);
    return { kind: "sequence", isNot: false, steps, within: condition.within ?? USUAL_WITHIN, when };
  }
  if ("person" in condition && has("person")) return { kind: "person", isNot: false, ...condition.person };
  return null;
}

function spentOf(condition: DidCondition, rules: StepRule[], when: When): Spent | null {
  const { value, at_least = 1, at_most } = condition;
  if (!value || at_least !== 1 || at_most !== undefined || when.of === "in_any") return null;
  const amount = (text: string | undefined) => (text === undefined ? null : Number(text));
  const [least, most] = [amount(value.at_least), amount(value.at_most)];
  if (Number.isNaN(least) || Number.isNaN(most)) return null;
  return { kind: "spent", isNot: false, rules, currency: value.currency, least, most, when };
}

function countOf({ at_least, at_most }: DidCondition): Pick<Did, "times" | "number"> | null {
  if (at_most === undefined) {
    const number = at_least ?? 1;
    return number >= 1 ? { times: "at_least", number } : null;
  }
  if (at_least === at_most) return { times: "exactly", number: at_most };
  return (at_least ?? 0) === 0 ? { times: "at_most", number: at_most } : null;
}

function whenOf({ range, in_any }: { range?: Range; in_any?: string }): When | null {
  if (in_any !== undefined) return range || !isDuration(in_any) ? null : { of: "in_any", span: in_any };
  if (!range) return { of: "ever" };
  const { last, start, end } = range as { last?: string; start?: string; end?: string };
  if (last !== undefined) {
    const [, days] = /^([1-9]\d{0,3})d$/.exec(last) ?? [];
    return days === undefined ? null : { of: "last", days: Number(days) };
  }
  if (!isDay(start) || !isDay(end)) return null;
  return { of: "between", first: start, last: dayBeside(end, -1) };
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && (text === "" || isCalendarDay(text));
}

/** The day after another or before it; nothing beside nothing. */
function dayBeside(date: string, days: number): string {
  if (date === "") return "";
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const WITHOUT_VALUE = new Set<Filter["op"]>(["is_set", "is_not_set"]);

export function needsValue(op: Filter["op"]): boolean {
  return !WITHOUT_VALUE.has(op);
}

/** What a sentence lacks; nothing if it can be asked. */
export function missingInLeaf(leaf: Leaf): string | null {
  const when = "when" in leaf ? missingInWhen(leaf.when) : null;
  switch (leaf.kind) {
    case "did":
      if (!leaf.rules.some(isWhole)) return "Say what was done: an event, a page or a goal.";
      return when;
    case "spent":
      if (!leaf.rules.some(isWhole)) return "Say what money was spent with: an event or a goal.";
      if (leaf.least === null && leaf.most === null) return "Say how much was spent, at least or at most.";
      return when;
    case "sequence":
      if (leaf.steps.length < FEWEST_STEPS || !leaf.steps.every((rules) => rules.some(isWhole)))
        return "Say what was done first and what after it.";
      return when;
    case "person":
      if (leaf.property.trim() === "") return "Say which property of the person is asked for.";
      return needsValue(leaf.op) && (leaf.value === undefined || leaf.value === "")
        ? `Say what “${leaf.property}” is compared with.`
        : null;
  }
}

function missingInWhen(when: When): string | null {
  if (when.of !== "between") return null;
  if (when.first === "" || when.last === "") return "Say between which days.";
  return when.first > when.last ? "The last day lies before the first." : null;
}
