import { expect, test } from "vitest";
import { common, rangeOf, viewOf } from "./view";

test("the last day of a range belongs to it", () => {
  expect(rangeOf({ range: "2026-01-30..2026-02-28" })).toEqual({ start: "2026-01-30", end: "2026-03-01" });
  expect(rangeOf({ range: "2028-02-28..2028-02-28" })).toEqual({ start: "2028-02-28", end: "2028-02-29" });
});

test("an address that makes no sense is left out", () => {
  expect(viewOf({ range: "yesterday-ish", compare: "never", filters: "x" })).toEqual({});
  expect(viewOf({ range: "2026-02-01..2026-01-01" })).toEqual({});
  expect(viewOf({ range: "90d", filters: [{ property: "a", op: "eq", value: "b" }] })).toEqual({
    range: "90d",
    filters: [{ property: "a", op: "eq", value: "b" }],
  });
});

test("all history has nothing before it to compare with", () => {
  expect(common({ range: "all", compare: "previous" })).toEqual({});
  expect(common({ compare: "previous" })).toEqual({ range: { last: "30d" }, compare: "previous" });
});

test("a population stands in the address by its id, and goes into every question", () => {
  expect(viewOf({ population: "hot-leads" })).toEqual({ population: "hot-leads" });
  expect(viewOf({ population: 2026 })).toEqual({ population: "2026" });
  expect(viewOf({ population: ["hot-leads"] })).toEqual({});
  expect(viewOf({ population: "" })).toEqual({});
  expect(common({ range: "all", population: "hot-leads" })).toEqual({ population: "hot-leads" });
});
