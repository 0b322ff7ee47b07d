import { useRef } from "react";
import { count, counted } from "../format/number";
import styles from "./ComingAndGoing.module.css";
import { useArrows } from "./useArrows";

export interface ComeAndGone {
  start: string;
  entered: number;
  left: number;
  complete: boolean;
}

interface ComingAndGoingProps {
  label: string;
  points: ComeAndGone[];
  names: { short: (start: string) => string; long: (start: string) => string };
  onOpen: (start: string, change: "entered" | "left") => void;
}

/** Of the side that is the higher one, in pixels. */
const HEIGHT = 60;

const ROWS = [
  { change: "entered", words: "came in", side: styles.up },
  { change: "left", words: "left", side: styles.down },
] as const;

/** Who came in upwards, who left downwards, period by period and on one scale. */
export function ComingAndGoing({ label, points, names, onOpen }: ComingAndGoingProps) {
  const grid = useRef<HTMLTableElement>(null);
  const arrows = useArrows(grid);
  const mostOf = (change: "entered" | "left") => Math.max(0, ...points.map((point) => point[change]));
  const most = Math.max(1, mostOf("entered"), mostOf("left"));
  const [first, last] = [points[0], points.at(-1)];
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells one walks through by arrow keys is a grid */}
      <table ref={grid} role="grid" aria-label={label} className={styles.grid} {...arrows}>
        <tbody>
          {ROWS.map(({ change, words, side }) => (
            <tr key={change}>
              {points.map((point) => {
                const value = point[change];
                const name = `${names.long(point.start)}: ${counted(value, "person", "people")} ${words}${point.complete ? "" : ", not over yet"}`;
                return (
                  <td
                    key={point.start}
                    className={side}
                    // As high as its own highest bar: the scale of both is one.
                    style={{ height: Math.max(6, (HEIGHT * mostOf(change)) / most) }}
                    {...(value === 0 ? { "aria-label": name } : {})}
                  >
                    {value > 0 && (
                      <button
                        type="button"
                        className={styles.slot}
                        aria-label={name}
                        title={name}
                        onClick={() => onOpen(point.start, change)}
                      >
                        <span
                          className={styles.bar}
                          data-open={point.complete ? undefined : ""}
                          style={{ height: `${Math.max(4, (value / mostOf(change)) * 100)}%` }}
                        />
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {first && last && (
        <div className={styles.ends} aria-hidden>
          <span>{names.short(first.start)}</span>
          {last !== first && <span>{names.short(last.start)}</span>}
        </div>
      )}
      <ul className={styles.legend}>
        <li>
          <i className={styles.entered} /> came in, at most {count(mostOf("entered"))}
        </li>
        <li>
          <i className={styles.left} /> left, at most {count(mostOf("left"))}
        </li>
        {points.some(({ complete }) => !complete) && (
          <li>
            <i className={styles.open} /> not over yet
          </li>
        )}
        <li>A bar opens its people; arrow keys go from bar to bar.</li>
      </ul>
    </div>
  );
}
