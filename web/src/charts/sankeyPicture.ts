import type { FlowLink } from "../api/types";
import { count } from "../format/number";
import type { FlowWords } from "../reports/flowWords";
import { type Drawing, fitted, fontOf, hatchSmall } from "./canvas";
import { columnHead, type DrawnColumn } from "./flowCells";
import { drawFlowLegend, OTHER } from "./flowPicture";
import { ribbonsOf, STUB } from "./flowRibbons";

const LEGEND = 30;
/** How wide it is in a file; heights do not depend on it. */
const ANY_WIDTH = 1_136;

/** A flow as ribbons, as the page shows it. */
export function sankeyPicture(columns: DrawnColumn[], links: FlowLink[], words: FlowWords): Drawing {
  const height = ribbonsOf(columns, links, ANY_WIDTH).height + LEGEND;
  return {
    height,
    draw: (canvas) => {
      const { context, ink, width } = canvas;
      const { heads, nodes, ribbons } = ribbonsOf(columns, links, width);
      context.textAlign = "left";
      context.fillStyle = ink("--ink-soft");
      context.font = fontOf(11, 560);
      for (const { column, x } of heads) {
        context.fillText(columnHead(column, words), x, 12);
      }
      context.fillStyle = ink("--series-1");
      context.globalAlpha = 0.24;
      for (const { path } of ribbons) context.fill(new Path2D(path));
      context.globalAlpha = 1;
      for (const { node, x, y, width: wide, height: high, room, ended, open } of nodes) {
        hatchSmall(canvas, ended);
        context.fillStyle = ink("--line-strong");
        context.fillRect(open.x, open.y, open.width, open.height);
        context.fillStyle = ink("--series-1");
        context.globalAlpha = node.kind === "other" ? OTHER : 1;
        context.fillRect(x, y, wide, Math.max(1, high));
        context.globalAlpha = 1;
        const after = words.direction === "before" || ended.height + open.height === 0 ? 5 : STUB + 5;
        context.font = fontOf(11, 560);
        const text = `${fitted(canvas, node.name, room - 8 * count(node.count).length)} ${count(node.count)}`;
        // Readable over ribbons.
        context.strokeStyle = ink("--ground-raised");
        context.lineWidth = 3;
        context.lineJoin = "round";
        context.strokeText(text, x + wide + after, y + 11);
        context.fillStyle = ink("--ink");
        context.fillText(text, x + wide + after, y + 11);
      }
      drawFlowLegend(canvas, height - 8, columns, words);
    },
  };
}
