import { USUAL_RANGE, type View } from "./view";

/** Buckets that make between about 20 and 120 points of a time. */
export function intervalFor(view: View): "hour" | "day" | "week" | "month" {
  const days = daysOf(view.range ?? USUAL_RANGE);
  if (days === undefined) return "week";
  if (days <= 2) return "hour";
  if (days <= 120) return "day";
  return days <= 800 ? "week" : "month";
}

function daysOf(range: string): number | undefined {
  const last = /^(\d+)d$/.exec(range);
  if (last) return Number(last[1]);
  const [start, end] = range.split("..");
  if (!start || !end) return undefined;
  return (Date.parse(end) - Date.parse(start)) / 86_400_000 + 1;
}
