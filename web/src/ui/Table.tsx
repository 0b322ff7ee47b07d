import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import styles from "./Table.module.css";

export interface Column<Row> {
  id: string;
  title: ReactNode;
  /** What a cell shows. */
  cell: (row: Row) => ReactNode;
  /** What it is sorted by; a column without cannot be sorted. */
  sortBy?: (row: Row) => number | string;
  isNumber?: boolean;
}

interface TableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row, index: number) => string;
  /** Rows that stand under all others, such as a sum. */
  footer?: ReactNode;
}

/** Rows under headings that stick and sort. */
export function Table<Row>({ caption, columns, rows, keyOf, footer }: TableProps<Row>) {
  const [order, setOrder] = useState<{ column: string; isUp: boolean } | null>(null);
  const sorted = useMemo(() => {
    const by = columns.find((column) => column.id === order?.column)?.sortBy;
    if (!by || !order) return rows;
    const direction = order.isUp ? 1 : -1;
    return [...rows].sort((a, b) => direction * compare(by(a), by(b)));
  }, [rows, columns, order]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.scroller} tabIndex={0} aria-label={caption}>
      <table className={styles.table}>
        <caption className="spoken">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.id} column={column} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row, index) => (
            <tr key={keyOf(row, index)}>
              {columns.map((column) => (
                <td key={column.id} className={column.isNumber ? styles.number : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {footer && <tfoot>{footer}</tfoot>}
      </table>
    </section>
  );
}

interface HeadingProps<Row> {
  column: Column<Row>;
  order: { column: string; isUp: boolean } | null;
  onOrder: (order: { column: string; isUp: boolean }) => void;
}

function Heading<Row>({ column, order, onOrder }: HeadingProps<Row>) {
  const isOwn = order?.column === column.id;
  const sorting = isOwn ? (order.isUp ? "ascending" : "descending") : undefined;
  return (
    <th scope="col" aria-sort={sorting} className={column.isNumber ? styles.number : undefined}>
      {column.sortBy ? (
        <button
          type="button"
          className={styles.sorter}
          // Numbers are looked at from the largest, words from their beginning.
          onClick={() => onOrder({ column: column.id, isUp: isOwn ? !order.isUp : !column.isNumber })}
        >
          {column.title}
          {isOwn && (order.isUp ? <ArrowUp aria-hidden /> : <ArrowDown aria-hidden />)}
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b));
}
