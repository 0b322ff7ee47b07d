import { percent } from "../format/number";
import { interval } from "../format/rate";
import { duration } from "../format/time";
import { type Canvas, type Drawing, fitted, fontOf } from "./canvas";
import {
  bandOf,
  type ConvertLine,
  type Corner,
  type Frame,
  greatestOf,
  knownUntil,
  namedTicks,
  pointAt,
  spread,
  stepsOf,
  type TimeScale,
  tickWords,
} from "./convertLines";
import { ticksTo } from "./trendPicture";

const HEIGHT = 360;
const LEFT = 56;
const RIGHT = 22;
const AXIS = 30;
const ROW = 20;

/** The curves as the page shows them, and what each comes to at the window's end. */
export function convertPicture(lines: ConvertLine[], scale: TimeScale, window: number): Drawing {
  const ticks = ticksTo(greatestOf(lines));
  return {
    height: HEIGHT + AXIS + ROW * lines.length,
    draw: (canvas) => {
      const { context, width, ink } = canvas;
      const frame: Frame = {
        width: width - LEFT - RIGHT,
        height: HEIGHT,
        top: ticks.at(-1) ?? 1,
        scale,
      };
      context.save();
      context.translate(LEFT, 0);
      drawAxes(canvas, frame, ticks);
      const parts = lines.filter(({ series }) => series !== null);
      context.save();
      context.beginPath();
      context.rect(0, 0, frame.width, frame.height);
      context.clip();
      for (const line of parts) {
        context.globalAlpha = parts.length > 1 ? 0.09 : 0.16;
        context.fillStyle = ink(inkName(line));
        trace(context, bandOf(line.points, frame));
        context.fill();
      }
      context.restore();
      for (const line of lines) {
        context.strokeStyle = ink(inkName(line));
        context.lineWidth = line.series === null ? 1.2 : 2;
        trace(context, stepsOf(line.points, "converted", frame));
        context.stroke();
      }
      for (const line of parts) drawMarks(canvas, line, frame, parts.length === 1);
      if (parts.length > 1) drawBadges(canvas, parts, frame, window);
      context.restore();
      for (const [place, line] of lines.entries())
        drawReading(canvas, line, knownUntil(lines, window), HEIGHT + AXIS + ROW * place + 14);
    },
  };
}

function inkName({ series }: ConvertLine): string {
  return series === null ? "--line-strong" : `--series-${series}`;
}

function heightOf(share: number, frame: Frame): number {
  return frame.height * (1 - share / frame.top);
}

function trace(context: CanvasRenderingContext2D, corners: Corner[]) {
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x, y);
}

function drawAxes({ context, ink }: Canvas, frame: Frame, ticks: number[]) {
  context.font = fontOf(12);
  context.lineWidth = 1;
  for (const tick of ticks) {
    const y = heightOf(tick, frame);
    context.strokeStyle = ink(tick === 0 ? "--line-strong" : "--line");
    trace(context, [
      [0, y],
      [frame.width, y],
    ]);
    context.stroke();
    context.fillStyle = ink("--ink-faint");
    context.textAlign = "right";
    context.fillText(percent(tick), -8, y + 4);
  }
  const named = namedTicks(frame.scale, frame.width, 64);
  for (const [place, tick] of named.entries()) {
    context.textAlign = place === named.length - 1 ? "right" : "center";
    context.fillText(tickWords(tick), frame.scale.at(tick) * frame.width, frame.height + 18);
  }
}

function drawMarks({ context, ink }: Canvas, line: ConvertLine, frame: Frame, isAlone: boolean) {
  for (const { name, seconds } of line.marks) {
    const point = pointAt(line.points, seconds);
    if (!point) continue;
    const [x, y] = [frame.scale.at(seconds) * frame.width, heightOf(point.converted, frame)];
    context.strokeStyle = ink(inkName(line));
    if (isAlone) {
      context.lineWidth = 1;
      context.setLineDash([3, 4]);
      trace(context, [
        [x, y],
        [x, frame.height],
      ]);
      context.stroke();
      context.setLineDash([]);
    }
    context.lineWidth = 2;
    context.fillStyle = ink("--ground-raised");
    context.beginPath();
    context.arc(x, y, 4, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    if (!isAlone || x > frame.width - 180) continue;
    context.font = fontOf(12, 560);
    context.fillStyle = ink("--ink-soft");
    context.textAlign = "left";
    context.fillText(`${name}: ${duration(seconds)}`, x + 8, y + 17);
  }
}

function drawBadges({ context, ink }: Canvas, parts: ConvertLine[], frame: Frame, window: number) {
  const ends = parts.map(({ points }) => points.at(-1));
  const heights = spread(
    ends.map((end) => heightOf(end?.converted ?? 0, frame)),
    15,
    frame.height,
  );
  context.font = fontOf(12, 560);
  context.textAlign = "left";
  for (const [place, line] of parts.entries()) {
    context.fillStyle = ink(inkName(line));
    const x = frame.scale.at(ends[place]?.seconds ?? window) * frame.width;
    context.fillText(String(line.series), x + 7, (heights[place] ?? 0) + 4);
  }
}

function drawReading(canvas: Canvas, line: ConvertLine, seconds: number, y: number) {
  const { context, width, ink } = canvas;
  context.fillStyle = ink(inkName(line));
  context.fillRect(0, y - 5, 14, line.series === null ? 1 : 3);
  const point = pointAt(line.points, seconds);
  const share = point ? `${percent(point.converted)} (${interval(point)})` : "not known yet";
  context.font = fontOf(13);
  context.textAlign = "left";
  context.fillStyle = ink("--ink");
  const name = line.series === null ? line.name : `${line.series} ${line.name}`;
  context.fillText(fitted(canvas, `${name}: ${share} after ${duration(seconds)}`, width - 22), 22, y);
}
