/** Curves of how many have converted by a time: where their points lie, on a page and in a file. */
import type { ConvertRow, ConvertTimes, CurvePoint } from "../api/types";
import { duration } from "../format/time";

/** More lines than that nobody can tell apart. */
export const MOST_LINES = 5;

export interface ConvertLine {
  name: string;
  /** Its colour's number, from 1; everybody beside parts has none, and is thin. */
  series: number | null;
  points: CurvePoint[];
  /** When half, three quarters and nine in ten of those who convert have done so. */
  marks: { name: string; seconds: number }[];
}

/** Everybody alone; or everybody thin, and the parts with the most persons. */
export function convertLines(
  overall: ConvertTimes,
  parts: ConvertRow[] | null,
  nameOf: (part: ConvertRow) => string,
): ConvertLine[] {
  if (!parts) return [{ name: "everybody", series: 1, points: overall.curve, marks: marksOf(overall) }];
  return [
    ...drawnParts(parts).map((part, place) => ({
      name: nameOf(part),
      series: place + 1,
      points: part.curve,
      marks: marksOf(part).slice(0, 1),
    })),
    { name: "everybody", series: null, points: overall.curve, marks: [] },
  ];
}

/** The parts that have a line: those with the most persons, which come first. */
export function drawnParts(parts: ConvertRow[]): ConvertRow[] {
  return parts.filter(({ entered }) => entered > 0).slice(0, MOST_LINES);
}

function marksOf({ median, p75, p90 }: ConvertTimes): ConvertLine["marks"] {
  return [
    ...(median ? [{ name: "half", seconds: median.seconds }] : []),
    ...(p75 ? [{ name: "three quarters", seconds: p75.seconds }] : []),
    ...(p90 ? [{ name: "nine in ten", seconds: p90.seconds }] : []),
  ];
}

/** Times since the start along an axis of length 1. */
export interface TimeScale {
  /** Where a time lies, from 0 to 1. */
  at: (seconds: number) => number;
  /** The time at a place. */
  secondsAt: (place: number) => number;
  ticks: number[];
}

/** Lengths of time that people count in. */
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const STEPS = [
  ...[1, 5, 15, 30],
  ...[1, 5, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 7, 15, 30, 60, 90, 180, 365].map((days) => days * DAY),
];

/** A day is as long early as late. */
export function evenScale(window: number): TimeScale {
  const step = STEPS.find((one) => window / one <= 8) ?? window;
  const whole = Math.floor(window / step + 1e-9);
  const ticks = Array.from({ length: whole + 1 }, (_, place) => place * step);
  return {
    at: (seconds) => clamped(seconds / window),
    secondsAt: (place) => clamped(place) * window,
    // The window's end always has a name; a step shortly before it has none.
    ticks: [...ticks.filter((tick) => window - tick >= step / 2), window],
  };
}

/** Each step of a ladder is as long as any other: the first minutes as the last days. */
export function ladderScale(edges: number[]): TimeScale {
  const steps = edges.length - 1;
  return {
    at: (seconds) => {
      const step = edges.findLastIndex((edge) => edge <= seconds);
      if (step < 0) return 0;
      if (step >= steps) return 1;
      const [from = 0, to = 1] = edges.slice(step, step + 2);
      return (step + (seconds - from) / (to - from)) / steps;
    },
    secondsAt: (place) => {
      const along = clamped(place) * steps;
      const step = Math.min(steps - 1, Math.floor(along));
      const [from = 0, to = 0] = edges.slice(step, step + 2);
      return from + (along - step) * (to - from);
    },
    ticks: edges,
  };
}

/** The edges of the stretches that an answer counts in. */
export function edgesOf({ bins }: Pick<ConvertTimes, "bins">): number[] {
  return [0, ...bins.map(({ to_seconds }) => to_seconds)];
}

/** Whether half of those who convert do so that early that they would stand at the very edge. */
export function isEarly({ curve }: Pick<ConvertTimes, "curve">, window: number): boolean {
  const half = (curve.at(-1)?.converted ?? 0) / 2;
  const by = curve.find(({ converted }) => half > 0 && converted >= half);
  return by !== undefined && by.seconds < window / 20;
}

/** The window's end, or the last time for which anybody was observed. */
export function knownUntil(lines: ConvertLine[], window: number): number {
  const ends = lines.flatMap(({ points }) => points.slice(-1)).map(({ seconds }) => seconds);
  return ends.length === 0 ? window : Math.min(window, Math.max(...ends));
}

/** The share that has converted by a time; nothing beyond what anybody was observed for. */
export function pointAt(points: CurvePoint[], seconds: number): CurvePoint | null {
  const last = points.at(-1);
  if (!last || seconds > last.seconds) return null;
  return points.findLast((point) => point.seconds <= seconds) ?? null;
}

/** The height of the picture: the highest curve, and as much of the intervals as does not press it flat. */
export function greatestOf(lines: ConvertLine[]): number {
  const ends = lines.flatMap(({ points }) => points.slice(-1));
  const value = Math.max(0, ...ends.map(({ converted }) => converted));
  const high = Math.max(0, ...ends.map((end) => end.high));
  return Math.min(high, value * 1.6) || value;
}

/** A place in a picture of so many points. */
export interface Frame {
  width: number;
  height: number;
  /** The share at the upper edge. */
  top: number;
  scale: TimeScale;
}

export type Corner = [x: number, y: number];

/** A curve as the corners of its steps: it stays as it is until somebody converts. Steps narrower than half a point are
 * drawn as one. */
export function stepsOf(points: CurvePoint[], of: "converted" | "low" | "high", frame: Frame): Corner[] {
  const y = (share: number) => frame.height * (1 - share / frame.top);
  const corners: Corner[] = [];
  for (const point of points) {
    const x = frame.scale.at(point.seconds) * frame.width;
    const before = corners.at(-1);
    const next = y(point[of]);
    if (before && x - before[0] < 0.5 && corners.length > 2) {
      before[1] = next;
      continue;
    }
    if (before) corners.push([x, before[1]]);
    corners.push([x, next]);
  }
  return corners;
}

/** The outline of a curve's interval. */
export function bandOf(points: CurvePoint[], frame: Frame): Corner[] {
  return [...stepsOf(points, "high", frame), ...stepsOf(points, "low", frame).reverse()];
}

/** Where the ends of lines are named, so that no name lies over another: from below to above in the order of the ends. */
export function spread(heights: number[], apart: number, most: number): number[] {
  const order = heights.map((_, place) => place).sort((a, b) => (heights[b] ?? 0) - (heights[a] ?? 0));
  const placed = [...heights];
  let floor = most;
  for (const place of order) {
    placed[place] = Math.min(heights[place] ?? 0, floor);
    floor = (placed[place] ?? 0) - apart;
  }
  // What was pushed out above pushes back.
  let ceiling = 0;
  for (const place of order.reverse()) {
    placed[place] = Math.max(placed[place] ?? 0, ceiling);
    ceiling = (placed[place] ?? 0) + apart;
  }
  return placed;
}

/** The ticks that have room for their names, both ends among them. */
export function namedTicks({ ticks, at }: TimeScale, width: number, room: number): number[] {
  const most = Math.max(2, Math.floor(width / room));
  if (ticks.length <= most) return ticks;
  const last = ticks.at(-1) ?? 0;
  const named: number[] = [];
  for (const tick of ticks.slice(0, -1)) {
    const before = named.at(-1);
    const isFar = before === undefined || (at(tick) - at(before)) * width >= room;
    if (isFar && (at(last) - at(tick)) * width >= room) named.push(tick);
  }
  return [...named, last];
}

export function tickWords(seconds: number): string {
  return seconds === 0 ? "0" : duration(seconds);
}

function clamped(share: number): number {
  return Math.min(1, Math.max(0, share));
}
