import { USUAL_RANGE, type View } from "./view";

/** Buckets that make between about 20 and 120 points of a time. */
export function intervalFor(view: View): "hour" | "day" | "week" | "month" {
  const days = daysOf(view.range ?? USUAL_RANGE);
  if (days === undefined) return "week";
  if (days <= 2) return "hour";
  if (days <= 120) return "day";
  return days <= 800 ? "week" : "month";
}

/** Cohorts that make between about 7 and 31 rows of a time. */
export function cohortsFor(view: View): "day" | "week" | "month" {
  const days = daysOf(view.range ?? USUAL_RANGE);
  if (days === undefined) return "week";
  if (days <= 31) return "day";
  return days <= 215 ? "week" : "month";
}

/** Periods of a time that have enough persons each for a number of their own. */
export function periodsFor(view: View): "day" | "week" | "month" {
  const days = daysOf(view.range ?? USUAL_RANGE);
  if (days === undefined) return "week";
  if (days <= 14) return "day";
  return days <= 215 ? "week" : "month";
}

/** A window that is over for most of those who start in a time. */
export function windowFor(view: View): string {
  const days = daysOf(view.range ?? USUAL_RANGE);
  if (days === undefined || days >= 90) return "30d";
  return days >= 21 ? "7d" : "1d";
}

/** How many days, weeks or months a time has, about; of all history nobody knows it. */
export function bucketsIn(view: View, interval: "day" | "week" | "month"): number | undefined {
  const days = daysOf(view.range ?? USUAL_RANGE);
  return days && Math.ceil(days / { day: 1, week: 7, month: 30.4 }[interval]);
}

function daysOf(range: string): number | undefined {
  const last = /^(\d+)d$/.exec(range);
  if (last) return Number(last[1]);
  const [start, end] = range.split("..");
  if (!start || !end) return undefined;
  return (Date.parse(end) - Date.parse(start)) / 86_400_000 + 1;
}
