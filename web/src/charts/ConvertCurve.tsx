import { type CSSProperties, type KeyboardEvent, type PointerEvent, useId, useState } from "react";
import type { CurvePoint } from "../api/types";
import { count, percent } from "../format/number";
import { interval } from "../format/rate";
import { duration } from "../format/time";
import styles from "./ConvertCurve.module.css";
import {
  bandOf,
  type ConvertLine,
  type Corner,
  type Frame,
  greatestOf,
  knownUntil,
  namedTicks,
  pointAt,
  spread,
  stepsOf,
  type TimeScale,
  tickWords,
} from "./convertLines";
import { ticksTo } from "./trendPicture";
import { useWidth } from "./useWidth";

interface ConvertCurveProps {
  /** Read aloud in place of the picture. */
  label: string;
  lines: ConvertLine[];
  scale: TimeScale;
  /** Seconds. */
  window: number;
  /** The times at which arrow keys stop. */
  stops: number[];
}

const HEIGHT = 300;
const LEFT = 52;
const RIGHT = 26;
const TOP = 10;
const AXIS = 24;
/** What the name of a tick takes. */
const TICK = 58;

/** How many have converted by a time, step by step, with the interval around it. What is pointed at is read below. */
export function ConvertCurve({ label, lines, scale, window, stops }: ConvertCurveProps) {
  const [wide, watch] = useWidth();
  const [looked, setLooked] = useState<number | null>(null);
  const clip = useId().replace(/\W/g, "");
  const seconds = looked ?? knownUntil(lines, window);
  const ticks = ticksTo(greatestOf(lines));
  const frame: Frame = {
    width: Math.max(1, wide - LEFT - RIGHT),
    height: HEIGHT - TOP - AXIS,
    top: ticks.at(-1) ?? 1,
    scale,
  };
  const x = (time: number) => scale.at(time) * frame.width;
  const y = (share: number) => frame.height * (1 - share / frame.top);
  const parts = lines.filter(({ series }) => series !== null);
  const ends = parts.map(({ points }) => points.at(-1));
  const badges = spread(
    ends.map((end) => y(end?.converted ?? 0)),
    15,
    frame.height,
  );
  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setLooked(Math.round(scale.secondsAt((event.clientX - box.left) / box.width)));
  };
  const step = (event: KeyboardEvent) => {
    const next = nextStop(event.key, seconds, stops, window);
    if (next === undefined) return;
    event.preventDefault();
    setLooked(next);
  };
  const words = lines.map((line) => `${line.name}: ${pointWords(pointAt(line.points, seconds))}`).join("; ");
  return (
    <div className={styles.chart}>
      <div className={styles.plot} ref={watch} style={{ height: HEIGHT }}>
        {wide > 0 && (
          <svg width={wide} height={HEIGHT} role="img" aria-label={label}>
            <defs>
              <clipPath id={clip}>
                <rect width={frame.width} height={frame.height} />
              </clipPath>
            </defs>
            <g transform={`translate(${LEFT} ${TOP})`}>
              {ticks.map((tick) => (
                <g key={tick} className={styles.tick}>
                  <line x2={frame.width} y1={y(tick)} y2={y(tick)} data-base={tick === 0 || undefined} />
                  <text x={-8} y={y(tick) + 4} textAnchor="end">
                    {percent(tick)}
                  </text>
                </g>
              ))}
              {namedTicks(scale, frame.width, TICK).map((tick) => (
                <text
                  key={tick}
                  x={x(tick)}
                  y={frame.height + 18}
                  textAnchor={tick === window ? "end" : "middle"}
                  className={styles.time}
                >
                  {tickWords(tick)}
                </text>
              ))}
              <g clipPath={`url(#${clip})`}>
                {parts.map((line) => (
                  <path
                    key={line.series}
                    d={pathOf(bandOf(line.points, frame))}
                    className={styles.band}
                    data-many={parts.length > 1 || undefined}
                    style={ownColour(line)}
                  />
                ))}
              </g>
              {lines.map((line) => (
                <path
                  key={line.series}
                  d={pathOf(stepsOf(line.points, "converted", frame))}
                  className={styles.line}
                  data-thin={line.series === null || undefined}
                  style={ownColour(line)}
                />
              ))}
              {looked !== null && (
                <line className={styles.looked} x1={x(looked)} x2={x(looked)} y2={frame.height} />
              )}
              {parts.map((line) =>
                line.marks.map((mark) => {
                  const at = pointAt(line.points, mark.seconds);
                  if (!at) return null;
                  const [left, up] = [x(mark.seconds), y(at.converted)];
                  return (
                    <g key={`${line.series} ${mark.name}`} className={styles.mark} style={ownColour(line)}>
                      {parts.length === 1 && <line x1={left} x2={left} y1={up} y2={frame.height} />}
                      <circle cx={left} cy={up} r={parts.length === 1 ? 4 : 3.5} />
                      {parts.length === 1 && left < frame.width - 80 && (
                        <text x={left + 7} y={up + 16}>
                          {mark.name}
                        </text>
                      )}
                    </g>
                  );
                }),
              )}
              {parts.length > 1 &&
                parts.map((line, place) => (
                  <text
                    key={line.series}
                    className={styles.badge}
                    style={ownColour(line)}
                    x={x(ends[place]?.seconds ?? window) + 7}
                    y={(badges[place] ?? 0) + 4}
                  >
                    {line.series}
                  </text>
                ))}
            </g>
          </svg>
        )}
        <div
          className={styles.pointer}
          role="slider"
          tabIndex={0}
          aria-label="Time since the start"
          aria-valuemin={0}
          aria-valuemax={window}
          aria-valuenow={seconds}
          aria-valuetext={`after ${duration(seconds)}: ${words}`}
          style={{ left: LEFT, right: RIGHT, top: TOP, bottom: AXIS }}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setLooked(null)}
          onBlur={() => setLooked(null)}
          onKeyDown={step}
        />
      </div>
      <div className={styles.reading}>
        <p className={styles.when}>
          After {duration(seconds)}{" "}
          <span className="faint">
            {looked === null && "Point at the picture, or use arrow keys in it, to read it at other times."}
          </span>
        </p>
        <ul className={styles.values}>
          {lines.map((line) => {
            const at = pointAt(line.points, seconds);
            return (
              <li key={line.series}>
                <i data-thin={line.series === null || undefined} style={ownColour(line)} aria-hidden />
                <span className={styles.name} title={line.name}>
                  {parts.length > 1 && line.series !== null && <b>{line.series}</b>} {line.name}
                </span>
                <span className={styles.share}>
                  {pointWords(at)}
                  {at && at === line.points.at(-1) && (
                    <span className="faint"> {count(at.at_risk)} observed that long</span>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

function pointWords(point: CurvePoint | null): string {
  return point ? `${percent(point.converted)} (${interval(point)})` : "not known yet";
}

function ownColour({ series }: ConvertLine): CSSProperties {
  return { "--own": series === null ? "var(--line-strong)" : `var(--series-${series})` } as CSSProperties;
}

function pathOf(corners: Corner[]): string {
  return corners.map(([x, y], place) => `${place === 0 ? "M" : "L"}${x.toFixed(1)},${y.toFixed(1)}`).join("");
}

/** Where a key leads from a time; nothing for keys that lead nowhere. */
function nextStop(key: string, from: number, stops: number[], window: number): number | undefined {
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return stops.find((stop) => stop > from) ?? window;
    case "ArrowLeft":
    case "ArrowDown":
      return stops.findLast((stop) => stop < from) ?? 0;
    case "Home":
      return 0;
    case "End":
      return window;
    default:
      return undefined;
  }
}
