import { expect, test } from "vitest";
import { bucketsIn, cohortsFor, periodsFor, windowFor } from "./buckets";

test("cohorts are as wide as makes a grid that can be read", () => {
  expect(cohortsFor({ range: "7d" })).toBe("day");
  expect(cohortsFor({})).toBe("day");
  expect(cohortsFor({ range: "90d" })).toBe("week");
  expect(cohortsFor({ range: "2026-01-01..2026-03-31" })).toBe("week");
  expect(cohortsFor({ range: "365d" })).toBe("month");
  expect(cohortsFor({ range: "all" })).toBe("week");
});

test("how many there are is known beforehand, about", () => {
  expect(bucketsIn({}, "day")).toBe(30);
  expect(bucketsIn({ range: "90d" }, "week")).toBe(13);
  expect(bucketsIn({ range: "365d" }, "month")).toBe(13);
  expect(bucketsIn({ range: "all" }, "week")).toBeUndefined();
});

test("periods have persons enough, and a window is over for most who start", () => {
  const both = (range: string) => [periodsFor({ range }), windowFor({ range })];
  expect([periodsFor({}), windowFor({})]).toEqual(["week", "7d"]);
  expect(both("7d")).toEqual(["day", "1d"]);
  expect(both("90d")).toEqual(["week", "30d"]);
  expect(both("365d")).toEqual(["month", "30d"]);
  expect(both("all")).toEqual(["week", "30d"]);
});
