import type { Money, Point, Series } from "../api/types";
import { majorOf } from "../format/money";
import { bucket, shortBucket } from "../format/time";

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

/** What the points of lines are called, by what they start with. */
export interface PointNames {
  /** On the axis. */
  short: (start: string) => string;
  long: (start: string) => string;
  /** Why a point has no value. */
  none: string;
}

/** Points are stretches of time. */
export function bucketNames(zone: string): PointNames {
  return {
    short: (start) => shortBucket(start, zone),
    long: (start) => bucket(start, zone),
    none: "nobody active",
  };
}

/** What a trend counts. */
export type Metric = "conversions" | "persons" | "sessions" | "rate" | "value";

export const METRICS: { id: Metric; name: string }[] = [
  { id: "conversions", name: "Conversions" },
  { id: "persons", name: "Persons" },
  { id: "rate", name: "Rate" },
  { id: "value", name: "Value" },
];

/** A series as a line of one metric; of money, that in one currency. */
export function lineOf(series: Series, metric: Metric, name: string, currency?: string): TrendLine {
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
        return { ...place, value: worthIn(point, currency) };
    }
  });
  return { name, points };
}

/** The sums of money of a number, one per currency: they are never added. */
export function amountsOf({ value, amounts }: Pick<Point, "value" | "amounts">): Money[] {
  return value ? [value] : (amounts ?? []);
}

/** No money in this currency came: that is nothing of it. */
function worthIn(point: Point, currency: string | undefined): number {
  const amount = amountsOf(point).find((one) => one.currency === currency);
  return amount ? majorOf(amount) : 0;
}
