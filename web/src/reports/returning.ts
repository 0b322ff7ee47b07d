/** A question of who comes back, as it is made, and what may stand together in it. In code it is called returning: retention
 * is how long a site keeps its events. */
import type { Filter, Range, RetentionQuestion, StepRule } from "../api/types";
import { isWhole, ruleOf } from "./rules";

export type Interval = "day" | "week" | "month";
export type Mode = "on" | "on_or_after" | "rolling";

export const MOST_PERIODS = 366;

export interface ReturningDraft {
  /** What puts a person into a cohort; null is its first event of all. */
  start: StepRule[] | null;
  starts: "first" | "any";
  return: StepRule[];
  /** Null is as fits the time looked at. */
  interval: Interval | null;
  mode: Mode;
  /** The last period. */
  periods: number;
}

/** Whoever is new, and whether they come back at all. */
export function usualReturning(): ReturningDraft {
  return { start: null, starts: "first", return: [{ event: "*" }], interval: null, mode: "on", periods: 7 };
}

export function isUsual(draft: ReturningDraft): boolean {
  return JSON.stringify(draft) === JSON.stringify(usualReturning());
}

/** The width of a cohort, where `fitting` is what the time looked at asks for. */
export function intervalOf({ interval, mode }: ReturningDraft, fitting: Interval): Interval {
  if (interval) return interval;
  return mode === "rolling" && fitting === "month" ? "week" : fitting;
}

/** The draft without what can't stand together, and what had to go, in sentences. */
export function repairedReturning(draft: ReturningDraft): { draft: ReturningDraft; lost: string[] } {
  const lost: string[] = [];
  const sound = { ...draft };
  if (draft.mode === "rolling" && draft.interval === "month") {
    lost.push(
      "Months have no fixed length, so they can't run from each person's own start: calendar months count now.",
    );
    sound.mode = "on";
  }
  if (draft.starts === "any" && draft.start === null) {
    lost.push("Everybody has one first event of all, so only that can count as a start.");
    sound.starts = "first";
  }
  const periods = Math.min(MOST_PERIODS, Math.max(1, Math.round(draft.periods)));
  if (periods !== draft.periods) {
    lost.push(`The last period is one of 1 to ${MOST_PERIODS}: it is ${periods} now.`);
    sound.periods = periods;
  }
  return { draft: sound, lost };
}

/** What has to be said before it can be asked; nothing if it can. */
export function unsaid({ start, return: back }: ReturningDraft): string | null {
  if (start !== null && !start.some(isWhole))
    return "Say what counts as a start: an event, a page or a goal.";
  if (!back.some(isWhole)) return "Say what counts as coming back: an event, a page or a goal.";
  return null;
}

interface Asked {
  range?: Range;
  filters?: Filter[];
  compare?: "previous";
  population?: string;
}

/** What is asked. Alternatives that are still empty are left out, and what says nothing is not written. */
export function returningQuestion(
  draft: ReturningDraft,
  fitting: Interval,
  { range, filters, population }: Asked,
): RetentionQuestion {
  const { draft: sound } = repairedReturning(draft);
  return {
    kind: "retention",
    ...(sound.start ? { start: ruleOf(sound.start.filter(isWhole)), starts: sound.starts } : {}),
    return: ruleOf(sound.return.filter(isWhole)),
    interval: intervalOf(sound, fitting),
    mode: sound.mode,
    periods: sound.periods,
    ...(range ? { range } : {}),
    ...(filters ? { filters } : {}),
    ...(population ? { population } : {}),
  } as RetentionQuestion;
}
