import { expect, test } from "vitest";
import type { AllCohorts, CohortCell } from "../api/types";
import { courseOf, drawnCell, drawnCohorts, drawnOverall, mostOf, periodNames } from "./cohortCells";

const plain = (text: string) => text.replaceAll("\u202f", " ");
const rate = (numerator: number, denominator: number, low = 0, high = 1) => ({
  value: numerator / denominator,
  low,
  high,
  numerator,
  denominator,
  level: 0.95,
  method: "wilson",
});
const cell = (period: number, more: Partial<CohortCell> = {}): CohortCell => ({
  period,
  count: 0,
  open: 0,
  complete: true,
  rate: null,
  ...more,
});
const of = (most: number, size = 40) => ({ most, size });
const cohort = (...cells: CohortCell[]) => ({ start: "2026-01-05", size: 40, cells });
const overall = (...cells: [number, ReturnType<typeof rate> | null][]): AllCohorts => ({
  size: 40,
  cells: cells.map(([period, value]) => ({ period, cohorts: value ? 1 : 0, count: 0, rate: value })),
});

test("a cell that is over has its rate and its interval, and a colour by its share of the most", () => {
  const drawn = drawnCell(cell(1, { count: 10, rate: rate(10, 40, 0.142, 0.402) }), of(0.5));
  expect(drawn).toMatchObject({ share: 0.5, isHatched: false, aside: "14.2–40.2" });
  expect(plain(drawn.main)).toBe("25.0 %");
  expect(plain(drawn.words)).toBe("10 of 40 came back: 25.0 % (14.2–40.2 %) of 40");
  // What is above the scale has its fullest colour.
  expect(drawnCell(cell(0, { count: 40, rate: rate(40, 40) }), of(0.5)).share).toBe(1);
  expect(drawnCell(cell(1, { rate: rate(0, 40) }), of(0)).share).toBe(0);
});

test("a cell that is not over says how many so far, and is hatched", () => {
  expect(drawnCell(cell(2, { count: 3, open: 40, complete: false }), of(0.5))).toEqual({
    main: "3",
    aside: "so far",
    share: null,
    isHatched: true,
    words: "3 came back so far, not over yet",
  });
  // By each person's own clock some can be over.
  const some = drawnCell(cell(2, { count: 3, open: 30, complete: false, rate: rate(2, 10) }), of(0.5));
  expect(plain(some.main)).toBe("20.0 %");
  expect(some).toMatchObject({ share: null, isHatched: true });
  expect(plain(some.words)).toBe("2 of 10 came back: 20.0 % (0.0–100 %) of 10, 30 still have time");
});

test("where nobody started, and where nothing is over, there is no rate", () => {
  expect(drawnCell(cell(1), of(0.5, 0))).toMatchObject({ main: "–", share: null, isHatched: false });
  expect(drawnCell(cell(1, { complete: false }), of(0.5, 0)).isHatched).toBe(false);
  const none = { period: 3, cohorts: 0, count: 0, rate: null };
  expect(drawnOverall(none, 0.5, "person")).toMatchObject({
    main: "–",
    words: "not over for any cohort yet",
  });
  const some = { period: 1, cohorts: 2, count: 10, rate: rate(10, 40, 0.142, 0.402) };
  expect(plain(drawnOverall(some, 0.5, "start").words)).toBe(
    "25.0 % (14.2–40.2 %) of 40 starts in 2 cohorts",
  );
});

test("colours go up to the highest rate after period 0 of enough persons whose period is over", () => {
  const small = cell(1, { rate: rate(3, 4) });
  const open = cell(2, { rate: rate(20, 25), complete: false });
  const cohorts = [cohort(cell(0, { rate: rate(40, 40) }), cell(1, { rate: rate(10, 40) }), small, open)];
  expect(mostOf(cohorts, overall([0, rate(40, 40)], [1, rate(8, 40)]))).toBe(0.25);
  // Of few persons it is better than nothing.
  expect(mostOf([cohort(small)], overall())).toBe(0.75);
  expect(mostOf([cohort(cell(0, { rate: rate(2, 4) }))], overall())).toBe(0.5);
  expect(mostOf([cohort(cell(1))], overall())).toBe(0);
});

test("the course leaves out a period 0 in which everybody is back, and what is not over", () => {
  const some = courseOf(
    overall([0, rate(40, 40)], [1, rate(10, 40, 0.142, 0.402)], [2, rate(4, 40)], [3, null]),
    "all",
  );
  expect(some.points).toEqual([
    { start: "1", value: 0.25, low: 0.142, high: 0.402, isMature: true },
    { start: "2", value: 0.1, low: 0, high: 1, isMature: true },
  ]);
  expect(courseOf(overall([0, rate(20, 40)], [1, rate(1, 40)]), "all").points).toHaveLength(2);
  expect(courseOf(overall([0, null]), "all").points).toEqual([]);
  expect(periodNames((period) => `Week ${period}`).short("3")).toBe("Week 3");
});

test("only the latest of very many cohorts are drawn, from the first on in which somebody started", () => {
  const many = Array.from({ length: 1_000 }, (_, place) => ({ ...cohort(), start: String(place) }));
  expect(drawnCohorts(many.slice(0, 500), 7)).toHaveLength(500);
  const drawn = drawnCohorts(many, 7);
  expect(drawn).toHaveLength(500);
  expect(drawn.at(-1)?.start).toBe("999");
  const sparse = [0, 0, 3, 0, 2, 0].map((size, place) => ({ ...cohort(), size, start: String(place) }));
  expect(drawnCohorts(sparse, 7).map(({ start }) => start)).toEqual(["2", "3", "4", "5"]);
});
