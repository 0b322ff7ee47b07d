import { useId, useState } from "react";
import { count, counted } from "../format/number";
import { flowCellTitle } from "../reports/flowWords";
import type { FlowPictureProps } from "./FlowColumns";
import { FlowLegend } from "./FlowLegend";
import styles from "./FlowSankey.module.css";
import { columnHead, hasOpen, linkedWith } from "./flowCells";
import { ribbonsOf } from "./flowRibbons";
import { useStartAt } from "./useStartAt";
import { useWidth } from "./useWidth";

/** Narrower than that its words lie over one another. */
const COLUMN = 150;

/** The same columns as ribbons. Its numbers are reached by keyboard in the columns and the table. */
export function FlowSankey({ label, columns, links, words, onOpen }: FlowPictureProps) {
  const [wide, watch] = useWidth();
  const hatched = useId().replace(/\W/g, "");
  const width = Math.max(wide, COLUMN * columns.length);
  const isBefore = words.direction === "before";
  const scroller = useStartAt<HTMLDivElement>(isBefore, width);
  const [looked, setLooked] = useState<string | null>(null);
  const { height, heads, nodes, ribbons } = ribbonsOf(columns, links, width);
  const linked = looked === null ? null : linkedWith(links, looked);
  const names = new Map(nodes.map(({ node }) => [node.key, node.name]));
  return (
    <div className={styles.chart}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={styles.scroller} ref={scroller} tabIndex={0} aria-label={`${label}, as ribbons`}>
        <div ref={watch} />
        <svg width={width} height={height} role="img" aria-label={label}>
          <defs>
            <pattern id={hatched} width={5} height={5} patternUnits="userSpaceOnUse">
              <path d="M-1,6 L6,-1" className={styles.stripe} />
            </pattern>
          </defs>
          {heads.map(({ column, x }) => (
            <text key={column.column} x={x} y={12} className={styles.head}>
              {columnHead(column, words)}
            </text>
          ))}
          {ribbons.map((ribbon) => (
            <path
              key={`${ribbon.from} ${ribbon.to}`}
              d={ribbon.path}
              className={styles.ribbon}
              data-looked={ribbon.from === looked || ribbon.to === looked || undefined}
              data-faded={(looked !== null && ribbon.from !== looked && ribbon.to !== looked) || undefined}
            >
              <title>
                {isBefore
                  ? `${names.get(ribbon.to)} → ${names.get(ribbon.from)}`
                  : `${names.get(ribbon.from)} → ${names.get(ribbon.to)}`}
                : {counted(ribbon.count, words.unit)}
              </title>
            </path>
          ))}
          {nodes.map(({ node, x, y, width: thick, height: high, room, ended, open }) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: columns and table lead there by keyboard
            <g
              key={node.key}
              className={styles.node}
              data-kind={node.kind}
              data-faded={(linked !== null && node.key !== looked && !linked.has(node.key)) || undefined}
              onMouseEnter={() => setLooked(node.key)}
              onMouseLeave={() => setLooked(null)}
              onClick={() => onOpen(node.cell)}
            >
              <title>{`${node.words}. ${flowCellTitle(node.cell, words)}`}</title>
              <rect {...ended} fill={`url(#${hatched})`} className={styles.ended} />
              <rect {...open} className={styles.open} />
              <rect x={x} y={y} width={thick} height={Math.max(1, high)} className={styles.block} />
              <text x={x + thick + (isBefore || ended.height + open.height === 0 ? 5 : 21)} y={y + 11}>
                {short(node.name, room - 8 * (count(node.count).length + 1))}{" "}
                <tspan className={styles.count}>{count(node.count)}</tspan>
              </text>
            </g>
          ))}
        </svg>
      </section>
      <FlowLegend
        words={words}
        hasOpen={hasOpen(columns)}
        hint="A name opens its people. By keyboard, go through the columns or the table."
      />
    </div>
  );
}

/** About what a letter takes. */
const LETTER = 7.4;

/** A name as far as there is room for it: the whole of it is in the title. */
function short(name: string, room: number): string {
  const longest = Math.max(3, Math.floor(room / LETTER));
  return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}
