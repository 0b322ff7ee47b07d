import { expect, test } from "vitest";
import type { FlowColumn, FlowLink } from "../api/types";
import type { FlowWords } from "../reports/flowWords";
import { beyond, drawnFlow, endKey, keyOf, linkedWith, longestOf } from "./flowCells";
import { NODE_WIDTH, ribbonsOf, STUB } from "./flowRibbons";

const plain = (text: string) => text.replaceAll("\u202f", " ");
const WORDS: FlowWords = { anchor: "cart", direction: "after", unit: "session" };
const rate = (numerator: number, denominator: number) => ({
  value: numerator / denominator,
  low: 0.1,
  high: 0.9,
  numerator,
  denominator,
  level: 0.95,
  method: "wilson_clustered",
});
const node = (name: string, count: number, open: number, ended: number, ended_open: number, of: number) => ({
  name,
  count,
  open,
  ended,
  ended_open,
  rate_from_start: rate(count - open, 5),
  rate_from_previous: rate(count - open, of),
});
const link = (from: [number, string | null], to: [number, string | null] | null, count: number, open = 0) =>
  ({ from, to, count, open }) as FlowLink;

// The example of docs/concepts/flow.md: six carts, of which one session is still open.
const COLUMNS: FlowColumn[] = [
  {
    column: 0,
    total: 6,
    open: 1,
    ended: 1,
    ended_open: 0,
    other: 0,
    nodes: [{ name: "cart", count: 6, open: 1, ended: 1, ended_open: 0 }],
  },
  {
    column: 1,
    total: 5,
    open: 1,
    ended: 3,
    ended_open: 1,
    other: 0,
    nodes: [node("view", 4, 1, 2, 1, 5), node("help", 1, 0, 1, 0, 5)],
  },
  { column: 2, total: 2, open: 0, ended: 2, ended_open: 0, other: 0, nodes: [node("buy", 2, 0, 2, 0, 4)] },
];
const LINKS = [
  link([0, "cart"], [1, "view"], 4, 1),
  link([0, "cart"], [1, "help"], 1),
  link([0, "cart"], null, 1),
  link([1, "view"], [2, "buy"], 2),
  link([1, "view"], null, 2, 1),
  link([1, "help"], null, 1),
  link([2, "buy"], null, 2),
];
const ANSWER = { columns: COLUMNS, links: LINKS };

test("each column says how its total comes about", () => {
  const sums = drawnFlow(ANSWER, WORDS).map(({ total, sum }) => `${total} ${sum}`);
  expect(sums).toEqual(["6 all paths", "5 = 6 − 1 that end", "2 = 5 − 3 that end"]);
  const [first, second, third] = drawnFlow(
    { columns: COLUMNS, links: [] },
    { ...WORDS, direction: "before" },
  );
  expect([first?.sum, second?.sum, third?.sum].join()).toContain("6 − 1 with nothing before");
});

test("bars are of one scale, and divide in what goes on, ends and is open", () => {
  expect(longestOf(ANSWER)).toBe(4);
  const [anchor, next, last] = drawnFlow(ANSWER, WORDS);
  // The anchor's is a whole of its own.
  expect(anchor?.names[0]?.parts).toEqual({ on: 5 / 6, ended: 1 / 6, open: 0 });
  expect(next?.names[0]?.parts).toEqual({ on: 0.5, ended: 0.25, open: 0.25 });
  expect(next?.ended?.parts).toEqual({ on: 0, ended: 0.5, open: 0.25 });
  expect(next?.ended?.share).toBe("1 may still go on");
  expect(last?.names[0]?.parts).toEqual({ on: 0, ended: 0.5, open: 0 });
  expect(next?.other).toBeNull();
  expect(drawnFlow({ columns: [], links: [] }, WORDS)).toEqual([]);
});

test("a name says its rates and where most go", () => {
  const [, next, last] = drawnFlow(ANSWER, WORDS);
  const [view] = next?.names ?? [];
  expect(view && plain(view.share)).toBe("60.0 %");
  expect(view && plain(view.words)).toBe(
    "view: 4 sessions, 60.0 % (10.0–90.0 %) of 5 closed sessions. Then: buy 2, end here 2",
  );
  const [buy] = last?.names ?? [];
  expect(buy && plain(buy.words)).toContain("; 50.0 % (10.0–90.0 %) of 4 in the column before");
});

test("the others have what ends among them, by their link", () => {
  const other = { ...COLUMNS[1], nodes: [node("view", 4, 1, 2, 1, 5)], other: 1 } as FlowColumn;
  const links = LINKS.map((one) =>
    one.from[1] === "help" ? { ...one, from: [1, null] } : one,
  ) as FlowLink[];
  const drawn = drawnFlow({ columns: [COLUMNS[0] as FlowColumn, other], links }, WORDS)[1]?.other;
  expect(drawn).toMatchObject({ count: 1, cell: { column: 1, other: true } });
  expect(drawn?.parts).toEqual({ on: 0, ended: 0.25, open: 0 });
  expect(drawn?.words).toBe("All other names: 1 session. Then: end here 1");
});

test("what is linked with a name, on both sides; and with an end", () => {
  const linked = linkedWith(LINKS, keyOf(1, "view"));
  expect(Object.fromEntries(linked)).toEqual({
    [keyOf(0, "cart")]: { count: 4, isFrom: true },
    [keyOf(2, "buy")]: { count: 2, isFrom: false },
    [endKey(1)]: { count: 2, isFrom: false },
  });
  expect([...linkedWith(LINKS, endKey(1))].map(([key, { count }]) => [key, count])).toEqual([
    [keyOf(1, "view"), 2],
    [keyOf(1, "help"), 1],
  ]);
  // A name "other" is not the others.
  expect(keyOf(1, "other")).not.toBe(keyOf(1, null));
});

test("what goes on after the last column", () => {
  expect(beyond(COLUMNS)).toBe(0);
  expect(beyond(COLUMNS.slice(0, 2))).toBe(2);
  expect(beyond([])).toBe(0);
});

test("ribbons: heights are paths, and what goes out and ends is as high as the name", () => {
  const drawn = drawnFlow(ANSWER, WORDS);
  const { nodes, ribbons, heads } = ribbonsOf(drawn, LINKS, 1_000);
  const height = (name: string) => nodes.find(({ node }) => node.name === name)?.height ?? 0;
  expect(height("cart") / 6).toBeCloseTo(height("buy") / 2);
  const view = nodes.find(({ node }) => node.name === "view");
  expect(view?.ended.height).toBeCloseTo(height("view") / 4);
  expect(view?.open.height).toBeCloseTo(height("view") / 4);
  expect(view?.open.y).toBeCloseTo((view?.y ?? 0) + height("view") * 0.75);
  expect(view?.ended.x).toBe((view?.x ?? 0) + NODE_WIDTH);
  expect(ribbons.map(({ from, to, count }) => `${from} > ${to} ${count}`)).toEqual([
    "0 name cart > 1 name view 4",
    "0 name cart > 1 name help 1",
    "1 name view > 2 name buy 2",
  ]);
  expect(heads.map(({ x }) => x)).toEqual([0, expect.any(Number), 1_000 - NODE_WIDTH - 164]);
});

test("ribbons before an anchor go from the right to the left", () => {
  const drawn = drawnFlow(ANSWER, { ...WORDS, direction: "before" }).toReversed();
  const { nodes, ribbons } = ribbonsOf(drawn, LINKS, 1_000);
  const at = (name: string) => nodes.find(({ node }) => node.name === name);
  expect(at("buy")?.x).toBe(STUB);
  expect(at("cart")?.x).toBeGreaterThan(at("view")?.x ?? 0);
  expect(at("view")?.ended.x).toBe((at("view")?.x ?? 0) - STUB);
  expect(ribbons[0]?.path).toMatch(/^M/);
  expect(ribbons).toHaveLength(3);
});
