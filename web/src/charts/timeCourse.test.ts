import { expect, test } from "vitest";
import type { ConvertPeriod } from "../api/types";
import { timeLine, timeUnit } from "./timeCourse";

const HOUR = 3_600;
const period = (start: string, seconds: number | null, more: Partial<ConvertPeriod> = {}): ConvertPeriod => ({
  start,
  complete: true,
  entered: 50,
  converted: 20,
  open: 0,
  median: seconds === null ? null : { seconds, low: seconds / 2, high: seconds * 2 },
  p75: null,
  p90: null,
  ...more,
});

test("times are told in a unit of which the longest has at least two", () => {
  const of = (seconds: number | null) => timeUnit([period("2026-01-05", seconds)], "median");
  expect(of(48 * HOUR).format(1.52)).toBe("1.5 d");
  expect(of(47 * HOUR).seconds).toBe(HOUR);
  expect(of(120).seconds).toBe(60);
  expect(of(30).seconds).toBe(1);
  expect(of(null).seconds).toBe(1);
});

test("what is not known is a gap, and what is not over says so", () => {
  const periods = [
    period("2026-01-05", 4 * HOUR),
    period("2026-01-12", null),
    period("2026-01-19", 6 * HOUR, {
      complete: false,
      median: { seconds: 6 * HOUR, low: HOUR, high: null },
    }),
  ];
  expect(timeLine(periods, "median", timeUnit(periods, "median"), "Half")).toEqual({
    name: "Half",
    points: [
      { start: "2026-01-05", value: 4, low: 2, high: 8, isMature: true },
      { start: "2026-01-12", value: null, isMature: true },
      { start: "2026-01-19", value: 6, isMature: false },
    ],
  });
});
