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
  const mostEntered = Math.max(0, ...changes.map(({ entered }) => entered));
  const mostLeft = Math.max(0, ...changes.map(({ left }) => left));
  const most = Math.max(1, mostEntered, mostLeft);
  // Both sides have one scale; neither is higher than its highest bar.
  const [upwards, downwards] = [(BARS * mostEntered) / most, (BARS * mostLeft) / most];
  return {
    height: above.height + GAP + upwards + downwards + LEGEND,
    draw: (canvas) => {
      above.draw(canvas);
      const { context, width, ink } = canvas;
      const middle = above.height + GAP + upwards;
      const foot = middle + downwards + LEGEND;
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
      const legend: [string, string][] = [
        ["--series-1", `came in, at most ${format(mostEntered)}`],
        ["--series-2", `left, at most ${format(mostLeft)}`],
        ...(changes.some(({ complete }) => !complete)
          ? [["--ink-faint", "pale: not over yet"] as [string, string]]
          : []),
      ];
      for (const [name, words] of legend) {
        context.fillStyle = ink(name);
        context.fillRect(x, foot - 12, 12, 8);
        context.fillStyle = ink("--ink-soft");
        context.fillText(words, x + 18, foot - 4);
        x += context.measureText(words).width + 46;
      }
    },
  };
}
