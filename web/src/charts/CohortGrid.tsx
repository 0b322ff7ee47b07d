import { type CSSProperties, useRef } from "react";
import type { AllCohorts, Cohort } from "../api/types";
import { count, counted, percent } from "../format/number";
import type { Unit } from "../reports/returningWords";
import styles from "./CohortGrid.module.css";
import { type DrawnCell, drawnCell, drawnOverall, mostOf } from "./cohortCells";
import { useArrows } from "./useArrows";

interface CohortGridProps {
  label: string;
  cohorts: Cohort[];
  overall: AllCohorts;
  /** What all together counts. */
  unit: Unit;
  names: { cohort: (start: string) => string; period: (period: number) => string };
  /** What a number opens, as a question: of a period, else of the whole cohort. */
  titleOf: (cohort: string, period?: number) => string;
  onOpen: (cohort: string, period?: number) => void;
}

/** Cohorts from above to below, periods from left to right: the fuller the colour, the more came back; hatched is not
 * over yet. */
export function CohortGrid({ label, cohorts, overall, unit, names, titleOf, onOpen }: CohortGridProps) {
  const most = mostOf(cohorts, overall);
  const grid = useRef<HTMLTableElement>(null);
  const arrows = useArrows(grid);
  return (
    <div className={styles.chart}>
      <div className={styles.scroller}>
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells one walks through by arrow keys is a grid */}
        <table ref={grid} role="grid" aria-label={label} className={styles.grid} {...arrows}>
          <thead>
            <tr>
              <th scope="col" className={styles.head}>
                Cohort
              </th>
              {overall.cells.map(({ period }) => (
                <th key={period} scope="col">
                  {names.period(period)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className={styles.overall}>
              <th scope="row" className={styles.head}>
                All together
                <span className={styles.aside}>{counted(overall.size, unit)}</span>
              </th>
              {overall.cells.map((cell) => {
                const drawn = drawnOverall(cell, most, unit);
                return (
                  <td key={cell.period} title={drawn.words} className={styles.cell} style={fillOf(drawn)}>
                    <CellWords cell={drawn} />
                    {cell.rate && (
                      <span className={styles.aside}>
                        <span className="spoken">, </span>of {count(cell.rate.denominator)}
                      </span>
                    )}
                  </td>
                );
              })}
            </tr>
            {cohorts.map(({ start, size, cells }) => (
              <tr key={start}>
                <th scope="row" className={styles.head}>
                  {names.cohort(start)}
                  {size > 0 ? (
                    <button
                      type="button"
                      className={styles.size}
                      aria-label={`${counted(size, "person")}: ${titleOf(start)}`}
                      title={titleOf(start)}
                      onClick={() => onOpen(start)}
                    >
                      {counted(size, "person")}
                    </button>
                  ) : (
                    <span className={styles.aside}>nobody</span>
                  )}
                </th>
                {cells.map((cell) => {
                  const drawn = drawnCell(cell, { size, most });
                  const isHatched = drawn.isHatched ? styles.hatched : "";
                  return (
                    <td
                      key={cell.period}
                      title={cell.count > 0 ? undefined : drawn.words}
                      className={`${styles.cell} ${isHatched}`}
                      style={fillOf(drawn)}
                    >
                      {cell.count > 0 ? (
                        <button
                          type="button"
                          className={styles.opens}
                          title={drawn.words}
                          onClick={() => onOpen(start, cell.period)}
                        >
                          <CellWords cell={drawn} />
                          <span className="spoken">. {titleOf(start, cell.period)}</span>
                        </button>
                      ) : (
                        <CellWords cell={drawn} />
                      )}
                    </td>
                  );
                })}
                {overall.cells.slice(cells.length).map(({ period }) => (
                  <td key={period} aria-label="not begun yet" />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className={styles.legend}>
        {most > 0 && (
          <li>
            {percent(0)} <i className={styles.scale} /> {percent(most)}
            {most < 1 && " or more"} came back; below each rate its 95 % interval
          </li>
        )}
        <li>
          <i className={styles.hatched} /> not over yet, in no rate of all together
        </li>
        <li>A cell opens its people; arrow keys go from cell to cell.</li>
      </ul>
    </div>
  );
}

function CellWords({ cell: { main, aside } }: { cell: DrawnCell }) {
  return (
    <>
      <b className={styles.main}>{main}</b>
      {aside !== "" && <span className={styles.aside}>{aside}</span>}
    </>
  );
}

function fillOf({ share }: DrawnCell): CSSProperties {
  return share === null ? {} : ({ "--share": share } as CSSProperties);
}
