import type { Step } from "../api/types";

/** The parts of a bar as shares of the most that any step had or lost. */
export interface Bar {
  reached: number;
  open: number;
  dropped: number;
  /** The interval of those who reached it, of whom the window is over. */
  whisker: { low: number; high: number } | null;
}

/** Whether attempts may begin at any step. */
export function isOpenAnywhere(steps: Step[]): boolean {
  return steps.some(({ entered }) => typeof entered === "number");
}

/** How many persons entered the funnel: at step 1, or at any. */
export function enteredOf(steps: Step[]): number {
  if (!isOpenAnywhere(steps)) return steps[0]?.count ?? 0;
  return steps.reduce((sum, { entered }) => sum + (entered ?? 0), 0);
}

/** The place of the step that a step's rate is against: the last before it that may not be left out. */
export function baseOf(steps: Step[], place: number): number | null {
  const base = steps.slice(0, place).findLastIndex(({ optional }) => !optional);
  return base < 0 ? null : base;
}

/** "the step before", or which one where that may be left out. */
export function baseWords(steps: Step[], place: number): string {
  const base = baseOf(steps, place);
  return base === null || base === place - 1 ? "the step before" : `step ${base + 1}`;
}

/** A step's bar. Reached, open and dropped add up to what the step that it is compared with had, less those open there. */
export function barOf(steps: Step[], place: number): Bar {
  const first = steps[0];
  const step = steps[place];
  const whole = Math.max(0, ...steps.map(({ count, dropped }) => count + dropped));
  if (!first || !step || whole === 0) return { reached: 0, open: 0, dropped: 0, whisker: null };
  const closedShare = (first.count - first.open) / whole;
  // The rate is of those at step 1 alone: of a bar that others began in as well it says nothing.
  const rate = isOpenAnywhere(steps) ? null : step.rate_from_start;
  return {
    reached: (step.count - step.open) / whole,
    open: step.open / whole,
    dropped: step.dropped / whole,
    whisker: rate ? { low: rate.low * closedShare, high: rate.high * closedShare } : null,
  };
}
