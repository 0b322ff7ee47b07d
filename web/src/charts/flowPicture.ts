import { count, counted } from "../format/number";
import { columnWords, endedWords, type FlowWords } from "../reports/flowWords";
import { type Box, type Canvas, type Drawing, fitted, fontOf, hatchSmall } from "./canvas";
import { type DrawnColumn, type DrawnNode, hasOpen, type Parts } from "./flowCells";

const HEAD = 58;
const ROW = 44;
const LEGEND = 30;
const GAP = 14;
const BAR = 8;
/** The others are no name: fainter. */
export const OTHER = 0.55;

/** The columns of a flow as the page shows them: names, the others, what ends. */
export function flowPicture(columns: DrawnColumn[], words: FlowWords): Drawing {
  const rows = Math.max(...columns.map(({ names }) => names.length));
  const hasOther = columns.some(({ other }) => other);
  const ends = HEAD + (rows + Number(hasOther)) * ROW;
  const height = ends + ROW + LEGEND;
  return {
    height,
    draw: (canvas) => {
      const { context, width } = canvas;
      const room = (width - GAP * (columns.length - 1)) / columns.length;
      for (const [place, column] of columns.entries()) {
        context.save();
        context.translate(place * (room + GAP), 0);
        drawHead(canvas, column, words, room);
        for (const [row, node] of column.names.entries()) drawNode(canvas, node, HEAD + row * ROW, room);
        if (column.other) drawNode(canvas, column.other, HEAD + rows * ROW, room);
        if (column.ended) drawNode(canvas, column.ended, ends, room);
        context.restore();
      }
      drawFlowLegend(canvas, height - 8, columns, words);
    },
  };
}

function drawHead(canvas: Canvas, column: DrawnColumn, { unit }: FlowWords, width: number) {
  const { context, ink } = canvas;
  const line = (text: string, y: number, font: string, colour: string) => {
    context.font = font;
    context.fillStyle = ink(colour);
    context.fillText(fitted(canvas, text, width), 0, y);
  };
  context.textAlign = "left";
  line(columnWords(column.column), 12, fontOf(11, 560), "--ink-soft");
  line(counted(column.total, unit), 28, fontOf(14, 640), "--ink");
  line(column.sum, 43, fontOf(11), "--ink-soft");
  context.fillStyle = ink("--line-strong");
  context.fillRect(0, HEAD - 9, width, 1);
}

function drawNode(canvas: Canvas, node: DrawnNode, y: number, width: number) {
  const { context, ink } = canvas;
  const number = count(node.count);
  context.font = fontOf(12, 640);
  context.fillStyle = ink("--ink");
  context.textAlign = "right";
  context.fillText(number, width, y + 12);
  const taken = context.measureText(number).width + 8;
  context.textAlign = "left";
  context.font = fontOf(12, 520);
  context.fillStyle = ink(node.kind === "other" || node.kind === "ended" ? "--ink-soft" : "--ink");
  context.fillText(fitted(canvas, node.name, width - taken), 0, y + 12);
  context.fillStyle = ink("--ground-sunken");
  context.fillRect(0, y + 17, width, BAR);
  let x = 0;
  for (const part of ["on", "ended", "open"] as const) {
    const wide = node.parts[part] * width;
    if (part === "on" && node.kind === "other") context.globalAlpha = OTHER;
    fill(canvas, part, { x, y: y + 17, width: wide, height: BAR });
    context.globalAlpha = 1;
    x += wide;
  }
  context.font = fontOf(11);
  context.fillStyle = ink("--ink-soft");
  context.fillText(node.share, 0, y + 37);
}

/** Solid goes on, hatched ends, grey is still open. */
function fill(canvas: Canvas, part: keyof Parts, box: Box) {
  if (box.width <= 0) return;
  if (part === "ended") return hatchSmall(canvas, box);
  canvas.context.fillStyle = canvas.ink(part === "on" ? "--series-1" : "--line-strong");
  canvas.context.fillRect(box.x, box.y, box.width, box.height);
}

export function drawFlowLegend(canvas: Canvas, y: number, columns: DrawnColumn[], words: FlowWords) {
  const { context, ink } = canvas;
  const isAfter = words.direction === "after";
  let x = 0;
  const keys: [keyof Parts, string][] = [
    ["on", isAfter ? "go on" : "have something before"],
    ["ended", endedWords(words).toLowerCase()],
    ...(hasOpen(columns) ? [["open", "end here so far, may still go on"] as [keyof Parts, string]] : []),
  ];
  for (const [part, text] of keys) {
    fill(canvas, part, { x, y: y - 9, width: 14, height: 10 });
    context.font = fontOf(12);
    context.textAlign = "left";
    context.fillStyle = ink("--ink-faint");
    context.fillText(text, x + 20, y);
    x += 20 + context.measureText(text).width + 24;
  }
}
