import { expect, test } from "vitest";
import { amountsOf, lineOf } from "./trendLines";

const euro = (minor: number) => ({ minor, currency: "EUR" });
const franc = (minor: number) => ({ minor, currency: "CHF" });
const series = {
  name: "Order",
  points: [
    { start: "2026-01-01", conversions: 2, persons: 2, mature: true, amounts: [franc(500), euro(1000)] },
    { start: "2026-01-02", conversions: 1, persons: 1, mature: true, value: euro(2500) },
    { start: "2026-01-03", conversions: 0, persons: 0, mature: false },
  ],
} as never;

test("money of several currencies makes one line each, never a sum", () => {
  const values = (currency: string) => lineOf(series, "value", "", currency).points.map(({ value }) => value);
  expect(values("EUR")).toEqual([10, 25, 0]);
  expect(values("CHF")).toEqual([5, 0, 0]);
});

test("one currency is a list of one", () => {
  expect(amountsOf({ value: euro(1) })).toEqual([euro(1)]);
  expect(amountsOf({ amounts: [euro(1), franc(2)] })).toHaveLength(2);
  expect(amountsOf({})).toEqual([]);
});
