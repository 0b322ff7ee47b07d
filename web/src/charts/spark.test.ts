import { expect, test } from "vitest";
import { sparkOf } from "./spark";

const box = { width: 105, height: 25 };
const points = (values: number[], open = 0) =>
  values.map((value, at) => ({ value, isMature: at < values.length - open }));

test("it runs from left to right, nothing at the bottom, the most at the top", () => {
  const { solid, dashed, end } = sparkOf(points([0, 5, 10]), box);
  expect(solid).toEqual([
    [2.5, 22.5],
    [52.5, 12.5],
    [102.5, 2.5],
  ]);
  expect(dashed).toEqual([[102.5, 2.5]]);
  expect(end).toEqual([102.5, 2.5]);
});

test("what is not over hangs on what is", () => {
  const { solid, dashed } = sparkOf(points([4, 4, 2], 1), box);
  expect(solid).toHaveLength(2);
  expect(dashed).toEqual([
    [52.5, 2.5],
    [102.5, 12.5],
  ]);
});

test("one point is a point, none is nothing, and nobody is no line at the top", () => {
  expect(sparkOf(points([3], 1), box)).toMatchObject({ solid: [], end: [102.5, 2.5] });
  expect(sparkOf([], box).end).toBeUndefined();
  expect(sparkOf(points([0, 0]), box).solid[0]).toEqual([2.5, 22.5]);
});
