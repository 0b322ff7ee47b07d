import type { ConvertBin } from "../api/types";
import { count } from "../format/number";
import { type Drawing, fontOf, write } from "./canvas";

const BAR = 260;
const NAMES = 44;
const GAP = 4;

/** The bars of when people converted, as the page shows them. */
export function timeBarsPicture(bins: ConvertBin[], nameOf: (bin: ConvertBin) => string): Drawing {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  return {
    height: BAR + NAMES,
    draw: ({ context, ...canvas }) => {
      const room = (canvas.width + GAP) / bins.length;
      const width = room - GAP;
      for (const [place, bin] of bins.entries()) {
        const x = place * room;
        const high = (bin.count / most) * (BAR - 22);
        context.fillStyle = canvas.ink("--series-1");
        context.fillRect(x, BAR - high, width, high);
        context.fillStyle = canvas.ink("--line-strong");
        context.fillRect(x, BAR, width, 1);
        context.textAlign = "center";
        context.font = fontOf(12, 560);
        context.fillStyle = canvas.ink("--ink");
        context.fillText(count(bin.count), x + width / 2, BAR - high - 6);
        context.font = fontOf(11);
        context.fillStyle = canvas.ink("--ink-soft");
        write({ context, ...canvas }, nameOf(bin), { x: x + width / 2, y: BAR + 8, width, line: 15 });
      }
    },
  };
}
