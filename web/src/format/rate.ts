import type { Rate, RateChange } from "../api/types";
import { count, percent, points } from "./number";

/** "2.9–4.0 %": how far chance alone could move it. */
export function interval(rate: { low: number; high: number }): string {
  return `${percent(rate.low).replace("\u202f%", "")}–${percent(rate.high)}`;
}

/** "3.4 % (2.9–4.0 %) of 4,812": a rate never travels alone. */
export function rate(value: Rate): string {
  return `${percent(value.value)} (${interval(value)}) of ${count(value.denominator)}`;
}

/** "−14.2 pp (−18.0 to −10.1)". */
export function rateChange(change: RateChange): string {
  const low = points(change.low).replace("\u202fpp", "");
  const high = points(change.high).replace("\u202fpp", "");
  return `${points(change.value)} (${low} to ${high})`;
}

/** Whether chance alone does not explain it: the interval leaves zero out. */
export function isClear(change: RateChange): boolean {
  return change.low > 0 || change.high < 0;
}
