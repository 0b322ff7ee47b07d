import type { Money, Series } from "../api/types";
import { majorOf } from "../format/money";

export interface TrendPoint {
  start: string;
  value: number | null;
  low?: number;
  high?: number;
  /** Whether the time it stands for was over. */
  isMature: boolean;
}

export interface TrendLine {
  name: string;
  points: TrendPoint[];
  /** Thin and faint: what it is compared with. */
  isBefore?: boolean;
}

/** What a trend counts. */
export type Metric = "conversions" | "persons" | "sessions" | "rate" | "value";

export const METRICS: { id: Metric; name: string }[] = [
  { id: "conversions", name: "Conversions" },
  { id: "persons", name: "Persons" },
  { id: "rate", name: "Rate" },
  { id: "value", name: "Value" },
];

/** A series as a line of one metric. */
export function lineOf(series: Series, metric: Metric, name: string, isBefore = false): TrendLine {
  const points = series.points.map((point): TrendPoint => {
    const place = { start: point.start, isMature: point.mature };
    switch (metric) {
      case "conversions":
        return { ...place, value: point.conversions };
      case "persons":
        return { ...place, value: point.persons };
      case "sessions":
        return { ...place, value: point.sessions ?? null };
      case "rate":
        return point.rate
          ? { ...place, value: point.rate.value, low: point.rate.low, high: point.rate.high }
          : { ...place, value: null };
      default:
        return { ...place, value: worth(point.value, point.amounts) };
    }
  });
  return isBefore ? { name, points, isBefore } : { name, points };
}

/** No money came: that is nothing. Several currencies are no one number. */
function worth(value: Money | null | undefined, amounts: Money[] | null | undefined): number | null {
  if (value) return majorOf(value);
  return amounts && amounts.length > 0 ? null : 0;
}
