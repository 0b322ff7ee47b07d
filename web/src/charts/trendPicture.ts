import { type Canvas, type Drawing, fontOf } from "./canvas";
import type { PointNames, TrendLine, TrendPoint } from "./trendLines";

const USUAL_HEIGHT = 360;
const AXIS = 26;
const LEGEND = 26;

interface TrendPictureProps {
  lines: TrendLine[];
  format: (value: number) => string;
  names: PointNames;
  height?: number;
}

/** Lines over time: bands for intervals, dashes for what is not over. */
export function trendPicture({ lines, format, names, height = USUAL_HEIGHT }: TrendPictureProps): Drawing {
  const hasLegend = lines.length > 1;
  return {
    height: height + AXIS + (hasLegend ? LEGEND : 0),
    draw: (canvas) => {
      const { context, width, ink } = canvas;
      const values = lines.flatMap(({ points }) => points.map(({ value, high }) => high ?? value ?? 0));
      const ticks = ticksTo(Math.max(...values, 0));
      const top = ticks.at(-1) ?? 1;
      context.font = fontOf(12);
      const left = Math.max(...ticks.map((tick) => context.measureText(format(tick)).width)) + 10;
      const longest = lines.reduce<TrendPoint[]>((a, b) => (b.points.length > a.length ? b.points : a), []);
      const x = (place: number) =>
        longest.length < 2
          ? left + (width - left) / 2
          : left + ((width - left) * place) / (longest.length - 1);
      const y = (value: number) => height - ((height - 8) * value) / top;
      context.lineWidth = 1;
      for (const tick of ticks) {
        stroke(context, ink(tick === 0 ? "--line-strong" : "--line"), [
          [left, y(tick)],
          [width, y(tick)],
        ]);
        context.fillStyle = ink("--ink-faint");
        context.textAlign = "right";
        context.fillText(format(tick), left - 8, y(tick) + 4);
      }
      labels(canvas, longest, { x, y: height + 18 }, (point) => names.short(point.start));
      for (const [number, line] of lines.entries()) drawLine(canvas, line, number, x, y);
      if (hasLegend) legend(canvas, lines, height + AXIS + 18);
    },
  };
}

/** From 0 in even steps to beyond the greatest value. */
export function ticksTo(greatest: number): number[] {
  if (greatest <= 0) return [0, 1];
  const rough = greatest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const steps = Math.ceil(greatest / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, place) => place * step);
}

type Place = (value: number) => number;

function stroke(context: CanvasRenderingContext2D, style: string, points: [number, number][]) {
  context.strokeStyle = style;
  context.beginPath();
  for (const [place, [x, y]] of points.entries()) place === 0 ? context.moveTo(x, y) : context.lineTo(x, y);
  context.stroke();
}

/** As many of the beginnings as have room beside each other. */
function labels(
  { context, width, ink }: Canvas,
  points: TrendPoint[],
  { x, y }: { x: Place; y: number },
  words: (point: TrendPoint) => string,
) {
  context.fillStyle = ink("--ink-faint");
  const widest = Math.max(1, ...points.map((point) => context.measureText(words(point)).width)) + 20;
  const every = Math.max(1, Math.ceil(points.length / Math.max(1, width / widest)));
  context.textAlign = "center";
  for (const [place, point] of points.entries()) {
    const half = widest / 2 - 10;
    if (place % every === 0) {
      context.fillText(words(point), Math.min(Math.max(x(place), half), width - half), y);
    }
  }
}

function inkOf({ ink }: Canvas, line: TrendLine, number: number): string {
  return line.isBefore ? ink("--line-strong") : ink(`--series-${(number % 6) + 1}`);
}

function drawLine(canvas: Canvas, line: TrendLine, number: number, x: Place, y: Place) {
  const { context } = canvas;
  const own = inkOf(canvas, line, number);
  const banded = line.points.flatMap(({ low, high }, place) =>
    low !== undefined && high !== undefined ? [{ place, low, high }] : [],
  );
  if (!line.isBefore && banded.length > 0) {
    context.globalAlpha = 0.16;
    context.fillStyle = own;
    context.beginPath();
    for (const { place, high } of banded) context.lineTo(x(place), y(high));
    for (const { place, low } of banded.reverse()) context.lineTo(x(place), y(low));
    context.fill();
    context.globalAlpha = 1;
  }
  context.lineWidth = line.isBefore ? 1 : 2;
  for (const [place, { value, isMature }] of line.points.entries()) {
    if (value === null) continue;
    const before = line.points[place - 1]?.value ?? null;
    context.setLineDash(isMature ? [] : [5, 4]);
    if (before !== null) {
      stroke(context, own, [
        [x(place - 1), y(before)],
        [x(place), y(value)],
      ]);
    } else if ((line.points[place + 1]?.value ?? null) === null) {
      context.fillStyle = own;
      context.beginPath();
      context.arc(x(place), y(value), 3, 0, 2 * Math.PI);
      context.fill();
    }
  }
  context.setLineDash([]);
}

function legend(canvas: Canvas, lines: TrendLine[], y: number) {
  const { context, ink } = canvas;
  context.font = fontOf(13);
  context.textAlign = "left";
  let x = 0;
  for (const [number, line] of lines.entries()) {
    context.fillStyle = inkOf(canvas, line, number);
    context.fillRect(x, y - 5, 14, line.isBefore ? 1 : 3);
    context.fillStyle = ink("--ink-soft");
    context.fillText(line.name, x + 20, y);
    x += 20 + context.measureText(line.name).width + 24;
  }
}
