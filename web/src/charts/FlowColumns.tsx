import { Ellipsis } from "lucide-react";
import { type CSSProperties, type FocusEvent, useRef, useState } from "react";
import type { FlowAnswer } from "../api/types";
import { count, counted } from "../format/number";
import { columnWords, type FlowCell, type FlowWords, flowCellTitle } from "../reports/flowWords";
import styles from "./FlowColumns.module.css";
import { FlowLegend } from "./FlowLegend";
import { type DrawnColumn, type DrawnNode, hasOpen, linkedWith } from "./flowCells";
import { useArrows } from "./useArrows";
import { useStartAt } from "./useStartAt";

export interface FlowPictureProps {
  label: string;
  /** From left to right. */
  columns: DrawnColumn[];
  links: FlowAnswer["links"];
  words: FlowWords;
  onOpen: (cell: FlowCell) => void;
}

interface FlowColumnsProps extends FlowPictureProps {
  /** What more may be done with than to be opened. */
  hasMenu: (node: DrawnNode) => boolean;
  /** Asked what else may be done with a name, by the button that opens it. */
  onMenu: (node: DrawnNode, button: HTMLButtonElement) => void;
}

/** Columns of names beside each other, each sorted by its paths, with what ends under them: what does not end is the next
 * column. */
export function FlowColumns({ label, columns, links, words, onOpen, hasMenu, onMenu }: FlowColumnsProps) {
  const grid = useRef<HTMLTableElement>(null);
  const arrows = useArrows(grid);
  const [hovered, setHovered] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const looked = hovered ?? focused;
  const linked = looked === null ? null : linkedWith(links, looked);
  const handlers = {
    ...arrows,
    onFocus: (event: FocusEvent<HTMLElement>) => {
      arrows.onFocus(event);
      setFocused(event.target.closest("td")?.dataset.node ?? null);
    },
    onBlur: () => setFocused(null),
  };
  const scroller = useStartAt<HTMLDivElement>(words.direction === "before");
  const rows = Math.max(...columns.map(({ names }) => names.length));
  const cell = (column: DrawnColumn, node: DrawnNode | null | undefined) =>
    node ? (
      <FlowNode
        key={column.column}
        node={node}
        title={flowCellTitle(node.cell, words)}
        link={linked?.get(node.key)}
        isFaded={linked !== null && looked !== node.key && !linked.has(node.key)}
        isBefore={words.direction === "before"}
        onLook={setHovered}
        onOpen={() => onOpen(node.cell)}
        onMenu={hasMenu(node) ? (button) => onMenu(node, button) : undefined}
      />
    ) : (
      <td key={column.column} className={styles.empty} />
    );
  return (
    <div className={styles.chart}>
      <div className={styles.scroller} ref={scroller}>
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells one walks through by arrow keys is a grid */}
        <table ref={grid} role="grid" aria-label={label} className={styles.grid} {...handlers}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.column} scope="col">
                  <span className={styles.column}>{columnWords(column.column)}</span>
                  <Total column={column} words={words} onOpen={onOpen} />
                  <span className={styles.aside}>{column.sum}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is a rank
              <tr key={row}>{columns.map((column) => cell(column, column.names[row]))}</tr>
            ))}
            {columns.some(({ other }) => other) && <tr>{columns.map((one) => cell(one, one.other))}</tr>}
            <tr className={styles.ends}>{columns.map((column) => cell(column, column.ended))}</tr>
          </tbody>
        </table>
      </div>
      <FlowLegend
        words={words}
        hasOpen={hasOpen(columns)}
        hint="Look at a name to see where its paths come from and go to; arrow keys go from name to name."
      />
    </div>
  );
}

/** How many come to a column; of the anchor its own name opens them. */
function Total({
  column,
  words,
  onOpen,
}: {
  column: DrawnColumn;
  words: FlowWords;
  onOpen: FlowPictureProps["onOpen"];
}) {
  const total = counted(column.total, words.unit);
  if (column.column === 0) return <span className={styles.total}>{total}</span>;
  const title = flowCellTitle({ column: column.column }, words);
  return (
    <button
      type="button"
      className={`${styles.total} ${styles.opensAll}`}
      aria-label={`${total}: ${title}`}
      title={title}
      onClick={() => onOpen({ column: column.column })}
    >
      {total}
    </button>
  );
}

interface FlowNodeProps {
  node: DrawnNode;
  /** What it opens, as a question. */
  title: string;
  /** Paths it shares with what is looked at. */
  link: { count: number; isFrom: boolean } | undefined;
  isFaded: boolean;
  isBefore: boolean;
  onLook: (key: string | null) => void;
  onOpen: () => void;
  onMenu: ((button: HTMLButtonElement) => void) | undefined;
}

function FlowNode({ node, title, link, isFaded, isBefore, onLook, onOpen, onMenu }: FlowNodeProps) {
  const { parts } = node;
  const bars = (["on", "ended", "open"] as const).filter((part) => parts[part] > 0);
  // Time goes to the right: where a link comes from lies at the left, but before an anchor at the right.
  const isLeft = link && link.isFrom !== isBefore;
  return (
    <td
      data-node={node.key}
      data-kind={node.kind}
      className={`${styles.cell} ${isFaded ? styles.faded : ""} ${link ? styles.linked : ""}`}
      onMouseEnter={() => onLook(node.key)}
      onMouseLeave={() => onLook(null)}
    >
      <button type="button" className={styles.opens} title={`${node.words}. ${title}`} onClick={onOpen}>
        <span className={styles.words}>
          <span className={styles.name} data-name="">
            {node.name}
          </span>
          <b>{count(node.count)}</b>
        </span>
        <span className={styles.bar} aria-hidden>
          {bars.map((part) => (
            <i key={part} data-part={part} style={{ "--part": parts[part] } as CSSProperties} />
          ))}
        </span>
        <span className={`${styles.words} ${styles.last}`}>
          <span className={styles.aside}>{node.share}</span>
          {link && (
            <span className={styles.link} data-link="" aria-hidden>
              {isLeft ? `${count(link.count)} →` : `→ ${count(link.count)}`}
            </span>
          )}
        </span>
        <span className="spoken">
          {node.words}. {title}
        </span>
      </button>
      {onMenu && (
        <button
          type="button"
          className={styles.menu}
          aria-label={`More about ${node.name}, column ${node.cell.column}`}
          aria-haspopup="menu"
          onClick={(event) => onMenu(event.currentTarget)}
        >
          <Ellipsis aria-hidden />
        </button>
      )}
    </td>
  );
}
