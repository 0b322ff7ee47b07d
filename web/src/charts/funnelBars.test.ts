import { expect, test } from "vitest";
import type { Step } from "../api/types";
import { barOf, baseWords, enteredOf } from "./funnelBars";

const step = (count: number, dropped: number, more: Partial<Step> = {}): Step => ({
  name: "step",
  count,
  open: 0,
  dropped,
  seconds_from_previous: {},
  ...more,
});
const rate = {
  value: 0.5,
  low: 0.25,
  high: 0.75,
  numerator: 2,
  denominator: 4,
  level: 0.95,
  method: "wilson",
};

test("a bar is a share of everybody at step 1", () => {
  const steps = [step(4, 0), step(2, 2, { rate_from_start: rate })];
  expect(barOf(steps, 1)).toEqual({
    reached: 0.5,
    open: 0,
    dropped: 0.5,
    whisker: { low: 0.25, high: 0.75 },
  });
  expect(enteredOf(steps)).toBe(4);
});

test("where attempts begin at any step no bar is higher than the picture, and none has an interval", () => {
  const steps = [
    step(4, 0, { entered: 4 }),
    step(6, 0, { entered: 2, rate_from_start: rate }),
    step(7, 1, { entered: 1 }),
  ];
  expect(barOf(steps, 0).reached).toBe(0.5);
  expect(barOf(steps, 1).whisker).toBeNull();
  expect(barOf(steps, 2)).toMatchObject({ reached: 0.875, dropped: 0.125 });
  expect(enteredOf(steps)).toBe(7);
});

test("a rate names its step where the step before may be left out", () => {
  const steps = [step(4, 0), step(2, 0, { optional: true }), step(3, 1)];
  expect(baseWords(steps, 1)).toBe("the step before");
  expect(baseWords(steps, 2)).toBe("step 1");
});
