import type { Step } from "../api/types";
import { count, percent } from "../format/number";
import { interval } from "../format/rate";
import { type Box, type Canvas, type Drawing, fontOf, hatch, write } from "./canvas";
import { barOf, baseWords, isOpenAnywhere } from "./funnelBars";

const BAR = 260;
const WORDS = 132;
const LEGEND = 24;
const GAP = 20;
/** With more steps in a row their names have no room. */
const MOST_IN_A_ROW = 6;

/** The bars of a funnel as the page shows them, in rows where there are many. */
export function funnelPicture(steps: Step[], names: string[], isNumbered: boolean): Drawing {
  const rows = Math.ceil(steps.length / MOST_IN_A_ROW);
  const inRow = Math.ceil(steps.length / rows);
  const height = rows * (BAR + WORDS) + LEGEND;
  return {
    height,
    draw: (canvas) => {
      const { context, width } = canvas;
      const room = (width - GAP * (inRow - 1)) / inRow;
      for (const [place, step] of steps.entries()) {
        context.save();
        context.translate((place % inRow) * (room + GAP), Math.floor(place / inRow) * (BAR + WORDS));
        drawBar(canvas, steps, place, room);
        const name = names[place] ?? step.name;
        drawWords(canvas, steps, place, isNumbered ? `${place + 1} ${name}` : name, room);
        context.restore();
      }
      drawLegend(canvas, steps, height - 8);
    },
  };
}

function drawBar(canvas: Canvas, steps: Step[], place: number, width: number) {
  const { context, ink } = canvas;
  const bar = barOf(steps, place);
  let y = BAR;
  for (const part of ["reached", "open", "dropped"] as const) {
    const high = bar[part] * BAR;
    y -= high;
    fill(canvas, part, { x: 0, y, width, height: high });
  }
  context.fillStyle = ink("--line-strong");
  context.fillRect(0, BAR, width, 1);
  if (bar.whisker) drawWhisker(canvas, width / 2, BAR * (1 - bar.whisker.high), BAR * (1 - bar.whisker.low));
}

type Part = "reached" | "open" | "dropped";

/** Solid went on, hatched was lost, grey is still open. */
function fill(canvas: Canvas, part: Part, box: Box) {
  if (box.height <= 0) return;
  if (part === "dropped") {
    hatch(canvas, box, 0.55);
    return;
  }
  const { context, ink } = canvas;
  context.fillStyle = ink(part === "reached" ? "--series-1" : "--line-strong");
  context.fillRect(box.x, box.y, box.width, box.height);
}

function drawWhisker({ context, ink }: Canvas, x: number, high: number, low: number) {
  context.fillStyle = ink("--ink");
  context.fillRect(x - 1, high, 2, Math.max(2, low - high));
  context.fillRect(x - 6, high - 1, 12, 2);
  context.fillRect(x - 6, low - 1, 12, 2);
}

function drawWords(canvas: Canvas, steps: Step[], place: number, name: string, width: number) {
  const { context, ink } = canvas;
  const step = steps[place];
  if (!step) return;
  context.textAlign = "left";
  let y = BAR + 8;
  const words = (text: string, size: number, weight: number, colour: string) => {
    context.font = fontOf(size, weight);
    context.fillStyle = ink(colour);
    y += write(canvas, text, { x: 0, y, width, line: size * 1.4 });
  };
  words(name, 14, 600, "--ink");
  words(count(step.count), 20, 640, "--ink");
  const previous = step.rate_from_previous;
  if (previous)
    words(
      `${percent(previous.value)} (${interval(previous)}) of ${baseWords(steps, place)}`,
      13,
      400,
      "--ink",
    );
  const rest = [
    ...(step.optional ? ["may be left out"] : []),
    ...(place > 0 && !step.optional ? [`${count(step.dropped)} lost`] : []),
    ...(step.open > 0 ? [`${count(step.open)} with time left`] : []),
    ...(typeof step.entered === "number" ? [`${count(step.entered)} began here`] : []),
  ];
  if (rest.length > 0) words(rest.join(", "), 13, 400, "--ink-soft");
}

const KEYS: [Part, string][] = [
  ["reached", "reached, window over"],
  ["dropped", "lost"],
  ["open", "reached, window still running"],
];

function drawLegend(canvas: Canvas, steps: Step[], y: number) {
  const { context, ink } = canvas;
  let x = 0;
  const words = (text: string) => {
    context.font = fontOf(12);
    context.fillStyle = ink("--ink-faint");
    context.fillText(text, x + 20, y);
    x += 20 + context.measureText(text).width + 24;
  };
  for (const [part, text] of KEYS) {
    fill(canvas, part, { x, y: y - 9, width: 14, height: 10 });
    words(text);
  }
  if (isOpenAnywhere(steps)) return;
  drawWhisker(canvas, x + 7, y - 9, y + 1);
  words("95 % interval");
}
