/** How the columns of a flow look: bars of one scale, what ends, and what is linked with what. */
import type { FlowAnswer, FlowColumn, FlowLink, Rate } from "../api/types";
import { count, counted, percent } from "../format/number";
import { rate } from "../format/rate";
import { columnWords, endedWords, type FlowCell, type FlowWords } from "../reports/flowWords";

/** Shares of the longest bar: what goes on, what ends, what seems to end and may still go on. */
export interface Parts {
  on: number;
  ended: number;
  open: number;
}

export interface DrawnNode {
  key: string;
  kind: "anchor" | "name" | "other" | "ended";
  cell: FlowCell;
  name: string;
  count: number;
  /** Of all paths, or how many of what ends may go on; empty where there is neither. */
  share: string;
  parts: Parts;
  /** All of it in words. */
  words: string;
}

export interface DrawnColumn {
  column: number;
  total: number;
  /** How its total comes about: "= 6 − 1 that end". */
  sum: string;
  names: DrawnNode[];
  other: DrawnNode | null;
  ended: DrawnNode | null;
}

type Told = Pick<FlowAnswer, "columns" | "links">;

/** What every bar is measured by: the longest after the anchor's. */
export function longestOf({ columns }: Told): number {
  const bars = columns.flatMap(({ column, nodes, other, ended }) =>
    column === 0 ? [ended] : [...nodes.map((node) => node.count), other, ended],
  );
  return Math.max(1, ...bars);
}

export function drawnFlow(answer: Told, words: FlowWords): DrawnColumn[] {
  const longest = longestOf(answer);
  return answer.columns.map((column, place) => {
    const before = answer.columns[place - 1];
    const ended = endsOf(answer.links, column.column);
    const isAnchor = column.column === 0;
    // The anchor's is a whole of its own: beside it all others would be flat.
    const scale = isAnchor ? Math.max(1, column.total) : longest;
    const names = column.nodes.map((node): DrawnNode => {
      const cell = isAnchor ? { column: 0 } : { column: column.column, name: node.name };
      const key = keyOf(column.column, node.name);
      return {
        key,
        kind: isAnchor ? "anchor" : "name",
        cell,
        name: isAnchor ? words.anchor : node.name,
        count: node.count,
        share: node.rate_from_start ? percent(node.rate_from_start.value) : "",
        parts: partsOf(node.count, node, scale),
        words: `${isAnchor ? words.anchor : node.name}: ${nodeWords(node, words)}${thenWords(answer.links, key, words)}`,
      };
    });
    return {
      column: column.column,
      total: column.total,
      sum: sumWords(before, words),
      names,
      other: column.other > 0 ? otherOf(column, ended, longest, answer.links, words) : null,
      ended: column.ended > 0 ? endedOf(column, longest, words) : null,
    };
  });
}

function sumWords(before: FlowColumn | undefined, { direction }: FlowWords): string {
  if (!before) return "all paths";
  if (before.ended === 0) return before.column === 0 ? "all of them" : `all of column ${before.column}`;
  const end = direction === "after" ? "that end" : "with nothing before";
  return `= ${count(before.total)} − ${count(before.ended)} ${end}`;
}

function otherOf(
  column: FlowColumn,
  ends: Ends,
  longest: number,
  links: FlowLink[],
  words: FlowWords,
): DrawnNode {
  const key = keyOf(column.column, null);
  return {
    key,
    kind: "other",
    cell: { column: column.column, other: true },
    name: "Other",
    count: column.other,
    share: "",
    parts: partsOf(column.other, ends.get(null) ?? { ended: 0, ended_open: 0 }, longest),
    words: `All other names: ${counted(column.other, words.unit)}${thenWords(links, key, words)}`,
  };
}

function endedOf({ column, ended, ended_open }: FlowColumn, longest: number, words: FlowWords): DrawnNode {
  const open = ended_open > 0 ? `, ${count(ended_open)} of them may still go on` : "";
  return {
    key: endKey(column),
    kind: "ended",
    cell: { column, outcome: "ended" },
    name: endedWords(words),
    count: ended,
    share: ended_open > 0 ? `${count(ended_open)} may still go on` : "",
    parts: partsOf(ended, { ended, ended_open }, longest),
    words: `${endedWords(words)}: ${counted(ended, words.unit)}${open}`,
  };
}

/** How the bar of something divides. */
function partsOf(all: number, { ended, ended_open }: { ended: number; ended_open: number }, longest: number) {
  return {
    on: (all - ended) / longest,
    ended: (ended - ended_open) / longest,
    open: ended_open / longest,
  };
}

type Ends = Map<string | null, { ended: number; ended_open: number }>;

/** What ends in a column, by name. */
function endsOf(links: FlowLink[], column: number): Ends {
  const ends = links.filter(({ from, to }) => from[0] === column && !to);
  return new Map(ends.map((link) => [link.from[1], { ended: link.count, ended_open: link.open }]));
}

interface Counted {
  count: number;
  rate_from_start?: Rate | null;
  rate_from_previous?: Rate | null;
}

function nodeWords({ count: all, rate_from_start, rate_from_previous }: Counted, { unit }: FlowWords) {
  const start = rate_from_start ? `, ${rate(rate_from_start)} closed ${unit}s` : "";
  const previous =
    rate_from_previous && rate_from_previous.denominator !== rate_from_start?.denominator
      ? `; ${rate(rate_from_previous)} in the column before`
      : "";
  return `${counted(all, unit)}${start}${previous}`;
}

/** Where most of them go. */
function thenWords(links: FlowLink[], key: string, words: FlowWords): string {
  const out = links.filter(({ from }) => keyOf(from[0], from[1]) === key);
  const on = out.filter(({ to }) => to).sort((a, b) => b.count - a.count);
  const ends = out.find(({ to }) => !to);
  const told = [
    ...on.slice(0, 3).map(({ to, count: some }) => `${to?.[1] ?? "other"} ${count(some)}`),
    ...(on.length > 3 ? [`${count(on.length - 3)} more`] : []),
    ...(ends ? [`${endedWords(words).toLowerCase()} ${count(ends.count)}`] : []),
  ];
  return told.length > 0 ? `. ${words.direction === "after" ? "Then" : "Before it"}: ${told.join(", ")}` : "";
}

/** A name in a column; null is all others. */
export function keyOf(column: number, name: string | null): string {
  return name === null ? `${column} other` : `${column} name ${name}`;
}

/** What ends in a column. */
export function endKey(column: number): string {
  return `${column} ended`;
}

/** What is linked with something in a column, and by how many paths; where they come from, and where they go. */
export function linkedWith(links: FlowLink[], key: string): Map<string, { count: number; isFrom: boolean }> {
  const linked = new Map<string, { count: number; isFrom: boolean }>();
  for (const { from, to, count: some } of links) {
    const source = keyOf(from[0], from[1]);
    const target = to ? keyOf(to[0], to[1]) : endKey(from[0]);
    if (source === key) linked.set(target, { count: some, isFrom: false });
    if (target === key) linked.set(source, { count: some, isFrom: true });
  }
  return linked;
}

/** How many go on after the last column without being told. */
export function beyond(columns: FlowColumn[]): number {
  const last = columns.at(-1);
  return last ? last.total - last.ended : 0;
}

/** The head of a column in one line: "Column 1 · 4,274". */
export function columnHead({ column, total }: DrawnColumn, { unit }: FlowWords): string {
  return `${columnWords(column)} · ${column === 0 ? counted(total, unit) : count(total)}`;
}

/** Whether anything seems to end that may still go on. */
export function hasOpen(columns: DrawnColumn[]): boolean {
  return columns.some(({ ended }) => ended !== null && ended.parts.open > 0);
}
