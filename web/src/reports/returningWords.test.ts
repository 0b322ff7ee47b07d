import { expect, test } from "vitest";
import type { RetentionAnswer } from "../api/types";
import { usualReturning } from "./returning";
import {
  cohortName,
  cutWords,
  gridCellTitle,
  gridN,
  gridSentence,
  gridTerms,
  gridTitle,
  periodWords,
  type ReturningWords,
  returningWords,
  startedWords,
} from "./returningWords";

const plain = (text: string) => text.replaceAll("\u202f", " ");
const words = (more: Partial<ReturningWords> = {}): ReturningWords => ({
  interval: "week",
  mode: "on",
  start: "signup",
  starts: "first",
  back: "login",
  ...more,
});
const rate = (numerator: number, denominator: number, low: number, high: number) => ({
  value: numerator / denominator,
  low,
  high,
  numerator,
  denominator,
  level: 0.95,
  method: "wilson",
});
// 100 and 40 started; of the first cohort week 1 and 2 are over.
const answer = {
  cohorts: [
    { start: "2026-01-05", size: 100, cells: [] },
    { start: "2026-01-12", size: 40, cells: [] },
  ],
  overall: {
    size: 140,
    cells: [
      { period: 0, cohorts: 2, count: 102, rate: rate(102, 140, 0.65, 0.795) },
      { period: 1, cohorts: 1, count: 31, rate: rate(31, 100, 0.228, 0.406) },
      { period: 2, cohorts: 1, count: 12, rate: rate(12, 100, 0.07, 0.198) },
      { period: 3, cohorts: 0, count: 0, rate: null },
    ],
  },
  range: { start: "2026-01-05T00:00:00Z", end: "2026-01-19T00:00:00Z" },
  now: "2026-01-27T12:00:00Z",
  timezone: "UTC",
} as unknown as RetentionAnswer;

test("a question's words name goals as people do, and any event needs none", () => {
  const goals = [{ id: "order", name: "Order" }];
  expect(returningWords(usualReturning(), "day", goals)).toEqual({
    interval: "day",
    mode: "on",
    start: null,
    starts: "first",
    back: null,
  });
  const draft = {
    ...usualReturning(),
    start: [{ event: "cart" }],
    return: [{ goal: "order" }, { event: "" }],
  };
  expect(returningWords(draft, "day", goals)).toMatchObject({ start: "cart", back: "Order" });
});

test("the title is the question", () => {
  expect(gridTitle(words())).toBe("How many come back with login in the weeks after signup?");
  expect(gridTitle(words({ interval: "day", start: null, back: null }))).toBe(
    "How many come back in the days after their first event?",
  );
});

test("terms are said where they are not the usual ones", () => {
  expect(gridTerms(words())).toBe("");
  expect(gridTerms(words({ mode: "on_or_after" }))).toContain("in it or in any later one");
  expect(gridTerms(words({ mode: "rolling", interval: "day" }))).toContain("24 hours");
  expect(gridTerms(words({ mode: "rolling" }))).toContain("7 days");
});

test("the answer is a sentence with its interval and of how many", () => {
  const said = (more: Partial<ReturningWords>) => plain(gridSentence(answer, words(more)));
  const tail = "Week 2: 12.0 % (7.0–19.8 %) of 100.";
  expect(said({})).toBe(
    `31.0 % (22.8–40.6 %) of 100 persons come back with login in the week after signup. ${tail}`,
  );
  expect(said({ start: null, back: null })).toBe(
    `31.0 % (22.8–40.6 %) of 100 persons come back in the week after their first event. ${tail}`,
  );
  expect(said({ mode: "rolling" })).toContain("come back with login 7 to 14 days after signup.");
  expect(said({ mode: "rolling", interval: "day" })).toContain("24 to 48 hours after signup.");
  expect(said({ mode: "on_or_after" })).toBe(
    "31.0 % (22.8–40.6 %) of 100 persons come back with login in the week after signup or later. Week 2 or later: 12.0 % (7.0–19.8 %) of 100.",
  );
  expect(said({ interval: "day" })).toContain("on the day after signup.");
  expect(said({ starts: "any" })).toContain(
    "After 31.0 % (22.8–40.6 %) of 100 starts the person comes back with login in the week after signup.",
  );
});

test("what nobody can know yet is no number", () => {
  const [zero] = answer.overall.cells;
  const early = { ...answer, overall: { size: 140, cells: zero ? [zero] : [] } };
  expect(gridSentence(early, words())).toBe("Too early to tell: week 1 is over for nobody yet.");
  expect(gridSentence({ ...answer, overall: { size: 0, cells: [] } }, words())).toBe("");
});

test("the foot says of how many", () => {
  expect(gridN(answer, words())).toBe("n = 140 persons in 2 cohorts");
  expect(gridN(answer, words({ starts: "any" }))).toBe("n = 140 starts in 2 cohorts");
});

test("cohorts and periods have names, and lists of people are questions", () => {
  expect(periodWords({ interval: "day", mode: "on" }, 3)).toBe("Day 3");
  expect(periodWords({ interval: "week", mode: "on_or_after" }, 3)).toBe("Week 3 or later");
  expect(cohortName("2026-01-05", "week")).toContain("5");
  expect(cohortName("2026-01-01", "month")).toBe("Jan 2026");
  expect(startedWords("2026-01-01", "month")).toBe("in Jan 2026");
  const day = cohortName("2026-01-05", "day");
  const title = (cell: Parameters<typeof gridCellTitle>[0], more: Partial<ReturningWords> = {}) =>
    gridCellTitle(cell, words(more));
  expect(title({ cohort: "2026-01-05" })).toBe(`Who started in the week of ${day}?`);
  expect(title({ cohort: "2026-01-05", period: 2, outcome: "returned" })).toBe(
    `Who started in the week of ${day} and came back in week 2?`,
  );
  expect(title({ cohort: "2026-01-05", period: 2, outcome: "not_returned" }, { interval: "day" })).toBe(
    `Who started on ${day} and did not come back on day 2?`,
  );
});

test("cohorts that the time cuts are told of", () => {
  const cut = (start: string, end: string, now = answer.now, timezone = "UTC") =>
    cutWords({ ...answer, range: { start, end }, now, timezone }, "week");
  // Whole weeks.
  expect(cut("2026-01-05T00:00:00Z", "2026-01-19T00:00:00Z")).toBe("");
  expect(cut("2026-01-04T23:00:00Z", "2026-01-18T23:00:00Z", answer.now, "Europe/Berlin")).toBe("");
  expect(cut("2026-01-07T00:00:00Z", "2026-01-19T00:00:00Z")).toMatch(/^The first week has only .*7.* on\.$/);
  expect(cut("2026-01-07T00:00:00Z", "2026-01-15T00:00:00Z")).toMatch(
    /^The first .*, and the last .*14.*\.$/,
  );
  // What goes on until now is not over, not cut.
  expect(cut("2026-01-05T00:00:00Z", "2026-01-15T00:00:00Z", "2026-01-14T12:00:00Z")).toBe("");
});
