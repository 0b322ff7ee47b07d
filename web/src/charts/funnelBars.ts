import type { Step } from "../api/types";

/** The parts of a bar as shares of everybody at step 1. */
export interface Bar {
  reached: number;
  open: number;
  dropped: number;
  /** The interval of those who reached it, of whom the window is over. */
  whisker: { low: number; high: number } | null;
}

/** A step's bar. Reached, open and dropped add up to what the step before had, less those open there. */
export function barOf(steps: Step[], place: number): Bar {
  const first = steps[0];
  const step = steps[place];
  if (!first || !step || first.count === 0) return { reached: 0, open: 0, dropped: 0, whisker: null };
  const whole = first.count;
  const closedShare = (first.count - first.open) / whole;
  const rate = step.rate_from_start;
  return {
    reached: (step.count - step.open) / whole,
    open: step.open / whole,
    dropped: step.dropped / whole,
    whisker: rate ? { low: rate.low * closedShare, high: rate.high * closedShare } : null,
  };
}
