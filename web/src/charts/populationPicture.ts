import type { ComeAndGone } from "./ComingAndGoing";
import { type Drawing, fontOf } from "./canvas";
import type { PointNames, TrendLine } from "./trendLines";
import { trendPicture } from "./trendPicture";

const SIZES = 300;
const BARS = 60;
const GAP = 16;
const LEGEND = 30;

interface PopulationPictureProps {
  line: TrendLine;
  changes: ComeAndGone[];
  format: (value: number) => string;
  names: PointNames;
}

/** The size over time, and under it who came in and who left. */
export function populationPicture({ line, changes, format, names }: PopulationPictureProps): Drawing {
  const above = trendPicture({ lines: [line], format, names, height: SIZES });
  return {
    height: above.height + GAP + 2 * BARS + LEGEND,
    draw: (canvas) => {
      above.draw(canvas);
      const { context, width, ink } = canvas;
      const most = Math.max(1, ...changes.flatMap(({ entered, left }) => [entered, left]));
      const middle = above.height + GAP + BARS;
      const slot = width / Math.max(1, changes.length);
      const wide = Math.min(40, slot - 2);
      for (const [place, { entered, left, complete }] of changes.entries()) {
        const x = slot * place + (slot - wide) / 2;
        const [up, down] = [entered, left].map((value) => (value / most) * BARS) as [number, number];
        context.globalAlpha = complete ? 1 : 0.45;
        context.fillStyle = ink("--series-1");
        context.fillRect(x, middle - up, wide, up);
        context.fillStyle = ink("--series-2");
        context.fillRect(x, middle + 1, wide, down);
      }
      context.globalAlpha = 1;
      context.fillStyle = ink("--line-strong");
      context.fillRect(0, middle, width, 1);
      context.font = fontOf(13);
      context.textAlign = "left";
      let x = 0;
      for (const [name, words] of [
        ["--series-1", `came in, at most ${format(Math.max(0, ...changes.map(({ entered }) => entered)))}`],
        ["--series-2", `left, at most ${format(Math.max(0, ...changes.map(({ left }) => left)))}`],
        ["--ink-faint", "pale: not over yet"],
      ] as const) {
        context.fillStyle = ink(name);
        context.fillRect(x, middle + BARS + LEGEND - 12, 12, 8);
        context.fillStyle = ink("--ink-soft");
        context.fillText(words, x + 18, middle + BARS + LEGEND - 4);
        x += context.measureText(words).width + 46;
      }
    },
  };
}
