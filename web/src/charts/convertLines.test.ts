import { expect, test } from "vitest";
import type { ConvertRow, ConvertTimes, CurvePoint } from "../api/types";
import {
  bandOf,
  convertLines,
  edgesOf,
  evenScale,
  greatestOf,
  isEarly,
  knownUntil,
  ladderScale,
  namedTicks,
  pointAt,
  spread,
  stepsOf,
} from "./convertLines";

const DAY = 86_400;
const point = (seconds: number, converted: number, low = converted, high = converted): CurvePoint => ({
  seconds,
  converted,
  low,
  high,
  at_risk: 10,
});
// Of ten one converts after a day and one after three, in four days.
const CURVE = [
  point(0, 0),
  point(DAY, 0.1, 0.05, 0.2),
  point(3 * DAY, 0.2, 0.1, 0.35),
  point(4 * DAY, 0.2, 0.1, 0.35),
];
const row = (more: Partial<ConvertTimes> = {}): ConvertTimes => ({
  entered: 10,
  converted: 2,
  open: 0,
  within_window: null,
  median: { seconds: DAY, low: null, high: null },
  p75: { seconds: 3 * DAY, low: null, high: null },
  p90: null,
  fastest: DAY,
  slowest: 3 * DAY,
  observed_seconds: 4 * DAY,
  curve: CURVE,
  bins: [
    { from_seconds: 0, to_seconds: 60, count: 0 },
    { from_seconds: 60, to_seconds: DAY, count: 1 },
    { from_seconds: DAY, to_seconds: 4 * DAY, count: 1 },
  ],
  ...more,
});

test("everybody alone has its percentiles marked; beside parts everybody is thin", () => {
  const [all] = convertLines(row(), null, () => "");
  expect(all).toMatchObject({ name: "everybody", series: 1 });
  expect(all?.marks.map(({ name }) => name)).toEqual(["half", "three quarters"]);
  const parts = Array.from({ length: 7 }, (_, place): ConvertRow => ({ ...row(), value: `v${place}` }));
  const lines = convertLines(row(), parts, ({ value }) => String(value));
  expect(lines.map(({ name, series }) => [name, series])).toEqual([
    ["v0", 1],
    ["v1", 2],
    ["v2", 3],
    ["v3", 4],
    ["v4", 5],
    ["everybody", null],
  ]);
});

test("even time has round steps and ends with the window", () => {
  expect(evenScale(7 * DAY).ticks).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((days) => days * DAY));
  expect(evenScale(30 * DAY).ticks.map((tick) => tick / DAY)).toEqual([0, 5, 10, 15, 20, 25, 30]);
  expect(evenScale(31 * DAY).ticks.at(-1)).toBe(31 * DAY);
  expect(evenScale(31 * DAY).ticks.map((tick) => tick / DAY)).not.toContain(30);
  expect(evenScale(4 * DAY).at(DAY)).toBe(0.25);
  expect(evenScale(4 * DAY).secondsAt(0.5)).toBe(2 * DAY);
});

test("on a ladder each step is as long as any other, there and back", () => {
  const scale = ladderScale(edgesOf(row()));
  expect(scale.ticks).toEqual([0, 60, DAY, 4 * DAY]);
  expect(scale.at(0)).toBe(0);
  expect(scale.at(30)).toBeCloseTo(1 / 6);
  expect(scale.at(60)).toBeCloseTo(1 / 3);
  expect(scale.at(4 * DAY)).toBe(1);
  for (const seconds of [0, 10, 60, 5000, DAY, 3 * DAY, 4 * DAY])
    expect(scale.secondsAt(scale.at(seconds))).toBeCloseTo(seconds, 3);
});

test("whether half is at the very beginning decides how time is drawn", () => {
  expect(isEarly(row(), 30 * DAY)).toBe(true);
  expect(isEarly(row(), 20 * DAY)).toBe(false);
  expect(isEarly(row({ curve: [point(0, 0), point(DAY, 0)] }), 30 * DAY)).toBe(false);
  expect(isEarly(row({ curve: [] }), 30 * DAY)).toBe(false);
});

test("what is read first is the window's end, or as far as anybody was observed", () => {
  const lines = (row_: ConvertTimes) => convertLines(row_, null, () => "");
  expect(knownUntil(lines(row()), 4 * DAY)).toBe(4 * DAY);
  expect(knownUntil(lines(row()), 9 * DAY)).toBe(4 * DAY);
  expect(knownUntil(lines(row({ curve: [] })), 9 * DAY)).toBe(9 * DAY);
});

test("a share holds until somebody converts, and is known as far as anybody was observed", () => {
  expect(pointAt(CURVE, 0)?.converted).toBe(0);
  expect(pointAt(CURVE, DAY - 1)?.converted).toBe(0);
  expect(pointAt(CURVE, DAY)?.converted).toBe(0.1);
  expect(pointAt(CURVE, 4 * DAY)?.converted).toBe(0.2);
  expect(pointAt(CURVE, 4 * DAY + 1)).toBeNull();
  expect(pointAt([], 0)).toBeNull();
});

test("a curve is drawn in steps, its interval around it", () => {
  const frame = { width: 400, height: 100, top: 0.4, scale: evenScale(4 * DAY) };
  const steps = stepsOf(CURVE, "converted", frame);
  expect(steps.map(([x, y]) => [Math.round(x), Math.round(y)])).toEqual([
    [0, 100],
    [100, 100],
    [100, 75],
    [300, 75],
    [300, 50],
    [400, 50],
    [400, 50],
  ]);
  const band = bandOf(CURVE, frame);
  expect(band[0]).toEqual([0, 100]);
  expect(band.at(-1)).toEqual([0, 100]);
  expect(Math.min(...band.map(([, y]) => y))).toBeCloseTo(12.5);
});

test("thousands of steps are no more than there is room for, and end where the curve ends", () => {
  const many = Array.from({ length: 20_000 }, (_, place) =>
    point((place * 4 * DAY) / 20_000, place / 40_000),
  );
  const frame = { width: 300, height: 100, top: 0.5, scale: evenScale(4 * DAY) };
  const steps = stepsOf(many, "converted", frame);
  expect(steps.length).toBeLessThan(2 * 2 * 300 + 4);
  expect(steps.at(-1)?.[1]).toBeCloseTo(0, 1);
});

test("wide intervals do not press a curve flat", () => {
  const [line] = convertLines(row({ curve: [point(0, 0), point(DAY, 0.1, 0.01, 0.9)] }), null, () => "");
  expect(greatestOf(line ? [line] : [])).toBeCloseTo(0.16);
  expect(greatestOf([])).toBe(0);
});

test("names of ends stand apart, in the order of the ends, and within the picture", () => {
  expect(spread([10, 50, 90], 14, 100)).toEqual([10, 50, 90]);
  expect(spread([50, 50, 52], 14, 100).sort((a, b) => a - b)).toEqual([24, 38, 52]);
  expect(spread([2, 1, 0], 14, 100)).toEqual([28, 14, 0]);
  expect(spread([100, 100], 14, 100).sort((a, b) => a - b)).toEqual([86, 100]);
});

test("ticks without room have no name, but the ends always do", () => {
  const scale = ladderScale([0, 60, 300, 900, 1800, 3600, 10_800, 21_600, DAY]);
  expect(namedTicks(scale, 2000, 60)).toEqual(scale.ticks);
  const few = namedTicks(scale, 240, 60);
  expect(few[0]).toBe(0);
  expect(few.at(-1)).toBe(DAY);
  expect(few.length).toBeLessThanOrEqual(5);
});
