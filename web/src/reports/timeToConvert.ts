/** A question of how long people take from one thing to another, as it is made, and what may stand together in it. */
import type { Filter, Funnel, FunnelStep, Goal, Range, StepRule, TimeToConvertQuestion } from "../api/types";
import type { Split } from "./findings";
import { isPrimary } from "./goalDraft";
import { isWhole, ruleOf, rulesOf } from "./rules";
import { cameOf, isHeard, isUnheard } from "./unseen";

export type Interval = "day" | "week" | "month";

export interface TimeDraft {
  /** What starts the clock; null is a person's first event of all. */
  start: StepRule[] | null;
  /** Which start of a person does: the first in the time looked at, the first ever, or the last before it converts. */
  counts: "first" | "first_ever" | "last";
  end: StepRule[];
  /** Null is as fits the time looked at. */
  window: string | null;
  split: Split | null;
  /** The periods of the course; null is as fits the time looked at. */
  interval: Interval | null;
}

/** The first event of all that a person has, as a step. */
export const FIRST_OF_ALL: FunnelStep = { event: "*", first_ever: true };

interface Known {
  funnels: Funnel[];
  goals: Goal[];
  /** The goal that says how the business does. */
  star: Goal | undefined;
  catalogue: { event: string; events: number }[];
}

/** What is asked where nothing is said: from a person's first event to the goal that matters most, else to the end of
 * the first funnel. Nobody is asked to convert with what never came. */
export function usualTime({ funnels, goals, star, catalogue }: Known): TimeDraft {
  const came = cameOf(catalogue);
  const macros = [...(star ? [star] : []), ...goals.filter(isPrimary)];
  const macro = macros.find((goal) => !isUnheard(goal, came));
  const usual: TimeDraft = {
    start: null,
    counts: "first",
    end: [{ event: "" }],
    window: null,
    split: null,
    interval: null,
  };
  // Where nothing came there is nothing to choose from: the answer says so.
  if (came.length === 0) return { ...usual, end: [{ event: "*" }] };
  if (macro) return { ...usual, end: [{ goal: macro.id }] };
  const last = funnels[0]?.steps.at(-1);
  if (last && funnels[0]?.steps.length !== 1) {
    const { optional: _, first_ever: __, within_previous: ___, anchored: ____, ...rule } = last;
    if (isHeard(rule, goals, came)) return { ...usual, end: rulesOf(rule) };
  }
  return usual;
}

export function isSameTime(a: TimeDraft, b: TimeDraft): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The draft without what can't stand together, and what had to go, in sentences. */
export function repairedTime(draft: TimeDraft): { draft: TimeDraft; lost: string[] } {
  // Of first events of all a person has one.
  if (draft.start === null) return { draft: { ...draft, counts: "first" }, lost: [] };
  if (draft.counts !== "first_ever" || !draft.start.some(({ goal }) => goal !== undefined))
    return { draft, lost: [] };
  return {
    draft: { ...draft, counts: "first" },
    lost: [
      "A goal counts by its own rules, so the first ever can't be asked for: the first in the time counts.",
    ],
  };
}

/** What has to be said before it can be asked; nothing if it can. */
export function unsaidOfTime({ start, end }: TimeDraft): string | null {
  if (start !== null && !start.some(isWhole)) return "Say what starts the clock: an event, a page or a goal.";
  if (!end.some(isWhole)) return "Say what counts as converting: an event, a page or a goal.";
  return null;
}

interface Asked {
  range?: Range;
  filters?: Filter[];
  compare?: "previous";
  population?: string;
}

/** What fits the time looked at, where the draft leaves it open. */
export interface Fitting {
  window: string;
  interval: Interval;
}

/** What is asked. Alternatives that are still empty are left out, and what says nothing is not written. */
export function timeQuestion(
  draft: TimeDraft,
  fitting: Fitting,
  { range, filters, population }: Asked,
): TimeToConvertQuestion {
  const { draft: sound } = repairedTime(draft);
  const { start, counts, end, window, split, interval } = sound;
  return {
    kind: "time_to_convert",
    steps: [startStep(start?.filter(isWhole) ?? null, counts), ruleOf(end.filter(isWhole))],
    window: window ?? fitting.window,
    entry: counts === "last" ? "best" : "first",
    ...(split ? { breakdown: split } : {}),
    interval: interval ?? fitting.interval,
    ...(range ? { range } : {}),
    ...(filters ? { filters } : {}),
    ...(population ? { population } : {}),
  } as TimeToConvertQuestion;
}

/** What starts the clock, as a step. */
export function startStep(start: StepRule[] | null, counts: TimeDraft["counts"]): FunnelStep {
  if (start === null) return FIRST_OF_ALL;
  return { ...ruleOf(start), ...(counts === "first_ever" ? { first_ever: true } : {}) };
}
