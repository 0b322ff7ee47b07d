import { expect, test } from "vitest";
import { ticksTo } from "./trendPicture";

test("an axis goes from nothing in even steps to beyond the greatest value", () => {
  expect(ticksTo(0)).toEqual([0, 1]);
  expect(ticksTo(4)).toEqual([0, 1, 2, 3, 4]);
  expect(ticksTo(37)).toEqual([0, 10, 20, 30, 40]);
  expect(ticksTo(0.09).at(-1)).toBeCloseTo(0.1);
});
