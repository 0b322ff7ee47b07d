/** The time within which people convert, from period to period, as a line in a unit that fits. */
import type { ConvertPeriod } from "../api/types";
import type { TrendLine } from "./trendLines";

export interface TimeUnit {
  seconds: number;
  /** 1.5 → "1.5 d". */
  format: (value: number) => string;
}

const UNITS: [name: string, seconds: number][] = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
];

type PercentileName = "median" | "p75" | "p90";

/** The largest unit of which the longest time has at least two. */
export function timeUnit(periods: ConvertPeriod[], percentile: PercentileName): TimeUnit {
  const longest = Math.max(0, ...periods.map((period) => period[percentile]?.seconds ?? 0));
  const [name, seconds] = UNITS.find(([, one]) => longest >= 2 * one) ?? ["s", 1];
  const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
  return { seconds, format: (value) => `${number.format(value)} ${name}` };
}

/** A period whose time nobody knows is a gap; one with an end of its interval unknown has no band. */
export function timeLine(
  periods: ConvertPeriod[],
  percentile: PercentileName,
  { seconds: unit }: TimeUnit,
  name: string,
): TrendLine {
  const points = periods.map((period) => {
    const time = period[percentile];
    const point = { start: period.start, value: time && time.seconds / unit, isMature: period.complete };
    return time && time.low !== null && time.high !== null
      ? { ...point, low: time.low / unit, high: time.high / unit }
      : point;
  });
  return { name, points };
}
