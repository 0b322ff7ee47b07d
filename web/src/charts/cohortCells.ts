/** How the cells of a cohort grid look, and its course as a line. */
import type { AllCohorts, AllCohortsCell, Cohort, CohortCell } from "../api/types";
import { count, counted, percent } from "../format/number";
import { interval, rate } from "../format/rate";
import type { Unit } from "../reports/returningWords";
import type { PointNames, TrendLine } from "./trendLines";

/** More cells than that make a page slow, and nobody reads them. */
export const MOST_CELLS = 4_000;

/** A rate below this many persons says too little to set the scale of colours. */
const ENOUGH = 20;

export interface DrawnCell {
  /** Its number, which is always there. */
  main: string;
  /** Its interval, or why it has none. */
  aside: string;
  /** From 0 to 1 how full its colour is; what is not over has none. */
  share: number | null;
  isHatched: boolean;
  /** All of it in words. */
  words: string;
}

/** A cohort's cell: its rate, or as long as it is over for nobody how many came back so far. */
export function drawnCell(
  { count: returned, open, rate: value, complete }: CohortCell,
  { size, most }: { size: number; most: number },
): DrawnCell {
  if (size === 0) return nothing("nobody started");
  const rest = complete || open === 0 ? "" : `, ${count(open)} still have time`;
  if (value)
    return {
      main: percent(value.value),
      aside: bare(value),
      share: complete ? shareOf(value.value, most) : null,
      isHatched: !complete,
      words: `${count(value.numerator)} of ${count(value.denominator)} came back: ${rate(value)}${rest}`,
    };
  return {
    main: count(returned),
    aside: "so far",
    share: null,
    isHatched: true,
    words: `${count(returned)} came back so far, not over yet`,
  };
}

/** A cell of all cohorts together: of those alone whose cell is complete. */
export function drawnOverall({ rate: value, cohorts }: AllCohortsCell, most: number, unit: Unit): DrawnCell {
  if (!value) return nothing("not over for any cohort yet");
  return {
    main: percent(value.value),
    aside: bare(value),
    share: shareOf(value.value, most),
    isHatched: false,
    words: `${rate(value)} ${unit}s in ${counted(cohorts, "cohort")}`,
  };
}

/** The rate that has the fullest colour: the highest after period 0, in which what starts is mostly its own return. */
export function mostOf(cohorts: Cohort[], overall: AllCohorts): number {
  const all = [...cohorts.flatMap(({ cells }) => cells.filter(({ complete }) => complete)), ...overall.cells];
  const rates = all.flatMap(({ period, rate: value }) => (value ? [{ period, ...value }] : []));
  const later = rates.filter(({ period }) => period > 0);
  const sure = later.filter(({ denominator }) => denominator >= ENOUGH);
  const counts = [sure, later, rates].find((some) => some.some(({ value }) => value > 0)) ?? [];
  return Math.max(0, ...counts.map(({ value }) => value));
}

/** The latest cohorts, as many as can be drawn, from the first on in which somebody started. */
export function drawnCohorts(cohorts: Cohort[], periods: number): Cohort[] {
  const most = Math.max(1, Math.floor(MOST_CELLS / (periods + 1)));
  const first = Math.max(
    0,
    cohorts.findIndex(({ size }) => size > 0),
  );
  return cohorts.slice(Math.max(first, cohorts.length - most));
}

/** All cohorts together, period by period. Period 0 is left out where everybody is back in it: it would press all others
 * flat. */
export function courseOf({ cells }: AllCohorts, name: string): TrendLine {
  const last = cells.findLastIndex((cell) => cell.rate);
  const isSure = cells[0]?.rate?.value === 1;
  const points = cells.slice(isSure ? 1 : 0, last + 1).map(({ period, rate: value }) => ({
    start: String(period),
    value: value?.value ?? null,
    ...(value ? { low: value.low, high: value.high } : {}),
    isMature: true,
  }));
  return { name, points };
}

/** What the points of a course are called. */
export function periodNames(period: (period: number) => string): PointNames {
  const name = (start: string) => period(Number(start));
  return { short: name, long: name, none: "nobody to come back" };
}

function nothing(words: string): DrawnCell {
  return { main: "–", aside: "", share: null, isHatched: false, words };
}

function shareOf(value: number, most: number): number {
  return most > 0 ? Math.min(1, value / most) : 0;
}

/** "16.5–20.2": under its rate the sign says nothing new. */
function bare(value: { low: number; high: number }): string {
  return interval(value).replace("\u202f%", "");
}
