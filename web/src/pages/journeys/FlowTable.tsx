import type { FlowColumn, FlowLink, Rate } from "../../api/types";
import { count } from "../../format/number";
import { rate } from "../../format/rate";
import {
  columnWords,
  endedWords,
  type FlowCell,
  type FlowWords,
  flowCellTitle,
} from "../../reports/flowWords";
import { NumberButton } from "../../ui/NumberButton";
import { type Column, Table } from "../../ui/Table";
import styles from "./Journeys.module.css";

interface FlowTableProps {
  columns: FlowColumn[];
  links: FlowLink[];
  words: FlowWords;
  onOpen: (cell: FlowCell) => void;
}

interface Row {
  column: number;
  /** Null is all of the column. */
  name: string | null;
  cell: FlowCell;
  count: number;
  ended: number;
  open: number;
  start: Rate | null;
  previous: Rate | null;
}

/** More links than that nobody reads; the CSV has them all. */
const MOST_LINKS = 200;

/** A flow as rows: one for each column, name and link. */
export function FlowTable({ columns, links, words, onOpen }: FlowTableProps) {
  const number = (cell: FlowCell, value: number) => (
    <NumberButton value={value} title={flowCellTitle(cell, words)} onOpen={() => onOpen(cell)} />
  );
  const isAfter = words.direction === "after";
  const unit = words.unit === "person" ? "Persons" : "Sessions";
  const titles: Column<Row>[] = [
    {
      id: "column",
      title: "Column",
      sortBy: ({ column }) => column,
      cell: ({ column }) => <span className={styles.whole}>{columnWords(column)}</span>,
    },
    {
      id: "name",
      title: "Name",
      sortBy: ({ name }) => name ?? "",
      cell: ({ name, cell }) => (name === null ? <b>All</b> : cell.other ? <i>{name}</i> : name),
    },
    {
      id: "count",
      title: unit,
      isNumber: true,
      sortBy: (row) => row.count,
      cell: (row) => number(row.cell, row.count),
    },
    {
      id: "start",
      title: "Of all",
      isNumber: true,
      sortBy: ({ start }) => start?.value ?? -1,
      cell: ({ start }) => (start ? rate(start) : "–"),
    },
    {
      id: "previous",
      title: "Of the column before",
      isNumber: true,
      sortBy: ({ previous }) => previous?.value ?? -1,
      cell: ({ previous }) => (previous ? rate(previous) : "–"),
    },
    {
      id: "ended",
      title: endedWords(words),
      isNumber: true,
      sortBy: ({ ended }) => ended,
      cell: (row) => number({ ...row.cell, outcome: "ended" }, row.ended),
    },
    ...(isAfter
      ? [
          {
            id: "open",
            title: "Open",
            isNumber: true,
            sortBy: ({ open }: Row) => open,
            cell: (row: Row) => number({ ...row.cell, outcome: "open" }, row.open),
          },
        ]
      : []),
  ];
  return (
    <>
      <Table
        caption="Names by columns"
        columns={titles}
        rows={columns.flatMap((column) => rowsOf(column, links))}
        keyOf={({ column, name, cell }) => JSON.stringify([column, cell.other ?? false, name])}
      />
      {links.length > 0 && <LinkTable links={links} words={words} unit={unit} />}
    </>
  );
}

function LinkTable({ links, words, unit }: { links: FlowLink[]; words: FlowWords; unit: string }) {
  const name = ([column, told]: [number, string | null]) =>
    column === 0 ? words.anchor : (told ?? <i>Other</i>);
  const columns: Column<FlowLink>[] = [
    {
      id: "column",
      title: "Column",
      sortBy: ({ from }) => from[0],
      cell: ({ from }) => <span className={styles.whole}>{columnWords(from[0])}</span>,
    },
    { id: "from", title: "From", sortBy: ({ from }) => from[1] ?? "", cell: ({ from }) => name(from) },
    {
      id: "to",
      title: words.direction === "after" ? "Then" : "Before it",
      sortBy: ({ to }) => to?.[1] ?? "",
      cell: ({ to }) => (to ? name(to) : <i>{endedWords(words)}</i>),
    },
    {
      id: "count",
      title: unit,
      isNumber: true,
      sortBy: (link) => link.count,
      cell: (link) => count(link.count),
    },
  ];
  const most = [...links].sort((a, b) => b.count - a.count).slice(0, MOST_LINKS);
  return (
    <>
      <Table
        caption="Links from name to name"
        columns={columns}
        rows={links.length > MOST_LINKS ? most : links}
        keyOf={({ from, to }) => JSON.stringify([from, to ?? null])}
      />
      {links.length > MOST_LINKS && (
        <p className="faint">
          The {count(MOST_LINKS)} links of most paths, of {count(links.length)}. The CSV has all.
        </p>
      )}
    </>
  );
}

function rowsOf(column: FlowColumn, links: FlowLink[]): Row[] {
  const place = { column: column.column };
  const rateOf = (part: { rate_from_start?: Rate | null; rate_from_previous?: Rate | null }) => ({
    start: part.rate_from_start ?? null,
    previous: part.rate_from_previous ?? null,
  });
  const all = {
    ...place,
    name: null,
    cell: place,
    count: column.total,
    ended: column.ended,
    open: column.open,
    ...rateOf(column),
  };
  if (column.column === 0) return [{ ...all, name: column.nodes[0]?.name ?? null }];
  const names = column.nodes.map((node) => ({
    ...place,
    name: node.name,
    cell: { ...place, name: node.name },
    count: node.count,
    ended: node.ended,
    open: node.open,
    ...rateOf(node),
  }));
  if (column.other === 0) return [all, ...names];
  const isOther = (link: FlowLink) => link.from[0] === column.column && link.from[1] === null;
  const ended = links.find((link) => isOther(link) && !link.to)?.count ?? 0;
  const open = column.open - column.nodes.reduce((sum, node) => sum + node.open, 0);
  const other = { ...place, name: "Other", cell: { ...place, other: true as const }, count: column.other };
  return [all, ...names, { ...other, ended, open, start: null, previous: null }];
}
