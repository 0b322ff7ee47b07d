/** A flow as ribbons from name to name: where each stands and how wide it is. All heights are paths on one scale, so that
 * what goes out of a name and what ends there are as high as the name. */
import type { FlowAnswer } from "../api/types";
import type { Box } from "./canvas";
import { type DrawnColumn, type DrawnNode, keyOf } from "./flowCells";

export const NODE_WIDTH = 12;
/** What ends is a stub of this length. */
export const STUB = 16;
/** Between two names, so that each has room for its words. */
const GAP = 20;
const PATHS = 300;
const TOP = 22;
/** What the words of the column at the right need. */
const WORDS = 164;

export interface RibbonNode extends Box {
  node: DrawnNode;
  /** What its words may take. */
  room: number;
  /** What ends there. */
  ended: Box;
  /** What seems to, and may still go on. */
  open: Box;
}

export interface Ribbon {
  from: string;
  to: string;
  count: number;
  /** As SVG writes it. */
  path: string;
}

export interface Ribbons {
  height: number;
  heads: { column: DrawnColumn; x: number }[];
  nodes: RibbonNode[];
  ribbons: Ribbon[];
}

/** `columns` stand from left to right as they are given. */
export function ribbonsOf(columns: DrawnColumn[], links: FlowAnswer["links"], width: number): Ribbons {
  const shown = columns.map(({ names, other }) => (other ? [...names, other] : names));
  const most = Math.max(1, ...shown.map((nodes) => nodes.length));
  const total = Math.max(1, ...columns.map((column) => column.total));
  const scale = PATHS / total;
  // Time goes to the right: before an anchor that is where paths come from, and what ends stands at the left of a name.
  const isBefore = columns.findIndex(({ column }) => column === 0) > 0;
  const left = isBefore ? STUB : 0;
  const step = columns.length > 1 ? (width - left - NODE_WIDTH - WORDS) / (columns.length - 1) : 0;
  const nodes: RibbonNode[] = [];
  const heads = columns.map((column, place) => ({ column, x: left + place * step }));
  for (const [place, list] of shown.entries()) {
    let y = TOP;
    for (const node of list) {
      const height = node.count * scale;
      const x = left + place * step;
      const share = sharesOf(node);
      const stub = { x: isBefore ? x - STUB : x + NODE_WIDTH, width: STUB };
      const open = share.open * height;
      const ended = share.ended * height;
      nodes.push({
        node,
        room: (place === columns.length - 1 ? WORDS : step) - NODE_WIDTH - STUB - 8,
        x,
        y,
        width: NODE_WIDTH,
        height,
        ended: { ...stub, y: y + height - open - ended, height: ended },
        open: { ...stub, y: y + height - open, height: open },
      });
      y += Math.max(height, 1) + GAP;
    }
  }
  const bottom = Math.max(...nodes.map(({ y, height }) => y + height), TOP);
  return {
    height: Math.max(bottom, TOP + PATHS, TOP + most * GAP) + 16,
    heads,
    nodes,
    ribbons: ribbonsBetween(nodes, links, scale, isBefore),
  };
}

/** How a node divides, as shares of itself. */
function sharesOf({ parts: { on, ended, open } }: DrawnNode) {
  const all = on + ended + open;
  return all > 0 ? { ended: ended / all, open: open / all } : { ended: 0, open: 0 };
}

function ribbonsBetween(
  nodes: RibbonNode[],
  links: FlowAnswer["links"],
  scale: number,
  isBefore: boolean,
): Ribbon[] {
  const places = new Map(nodes.map((one, place) => [one.node.key, { ...one, place, out: 0, in: 0 }]));
  const drawn = links.flatMap(({ from, to, count }) => {
    const source = places.get(keyOf(from[0], from[1]));
    const target = to && places.get(keyOf(to[0], to[1]));
    return source && target ? [{ source, target, count }] : [];
  });
  // From above to below on both sides, so that few cross.
  drawn.sort((a, b) => a.source.place - b.source.place || a.target.place - b.target.place);
  return drawn.map(({ source, target, count }) => {
    const height = count * scale;
    const y1 = source.y + source.out;
    const y2 = target.y + target.in;
    source.out += height;
    target.in += height;
    const x1 = isBefore ? source.x : source.x + NODE_WIDTH;
    const x2 = isBefore ? target.x + NODE_WIDTH : target.x;
    return {
      from: source.node.key,
      to: target.node.key,
      count,
      path: band(x1, y1, x2, y2, height),
    };
  });
}

/** From one edge to another, with level ends. */
function band(x1: number, y1: number, x2: number, y2: number, height: number): string {
  const middle = round((x1 + x2) / 2);
  const [left, right] = [round(x1), round(x2)];
  const [from, to] = [round(y1), round(y2)];
  const [fromEnd, toEnd] = [round(y1 + height), round(y2 + height)];
  return `M${left},${from} C${middle},${from} ${middle},${to} ${right},${to} V${toEnd} C${middle},${toEnd} ${middle},${fromEnd} ${left},${fromEnd} Z`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
