import { LineChart, type LineSeriesOption } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { colour } from "./canvas";
import styles from "./TrendDrawing.module.css";
import type { PointNames, TrendLine } from "./trendLines";

use([LineChart, GridComponent, TooltipComponent, SVGRenderer]);

interface TrendDrawingProps {
  label: string;
  lines: TrendLine[];
  format: (value: number) => string;
  height: number;
  names: PointNames;
  onOpen?: (place: number) => void;
}

export function TrendDrawing(props: TrendDrawingProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const drawn = init(element, null, { renderer: "svg" });
    chart.current = drawn;
    const placeAt = ({ offsetX, offsetY }: { offsetX: number; offsetY: number }) => {
      const { onOpen } = latest.current;
      if (!onOpen || !drawn.containPixel("grid", [offsetX, offsetY])) return undefined;
      return Math.round(drawn.convertFromPixel({ xAxisIndex: 0 }, offsetX));
    };
    const canvas = drawn.getZr();
    canvas.on("mousemove", (event) =>
      canvas.setCursorStyle(placeAt(event) === undefined ? "default" : "pointer"),
    );
    canvas.on("click", (event) => {
      const at = placeAt(event);
      if (at !== undefined) latest.current.onOpen?.(at);
    });
    const watching = new ResizeObserver(() => drawn.resize());
    watching.observe(element);
    return () => {
      watching.disconnect();
      drawn.dispose();
    };
  }, []);
  useEffect(() => {
    const draw = () => chart.current?.setOption(optionOf(props), true);
    draw();
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", draw);
    window.addEventListener("cairn-theme", draw);
    return () => {
      dark.removeEventListener("change", draw);
      window.removeEventListener("cairn-theme", draw);
    };
  });
  return (
    <div className={styles.drawing}>
      <div ref={place} style={{ height: props.height }} role="img" aria-label={props.label} />
      {props.lines.length > 1 && (
        <ul className={styles.legend}>
          {props.lines.map((line, number) => (
            <li key={line.name}>
              <i
                className={line.isBefore ? styles.before : undefined}
                style={line.isBefore ? {} : { background: `var(--series-${(number % 6) + 1})` }}
              />
              {line.name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function optionOf({ lines, format, names, onOpen }: TrendDrawingProps) {
  const longest = lines.reduce(
    (a, b) => (b.points.length > a.points.length ? b : a),
    lines[0] ?? { points: [] },
  );
  const ink = colour("--ink-faint");
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: {
      left: 8,
      right: 12,
      top: 12,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    xAxis: {
      type: "category",
      boundaryGap: false,
      data: longest.points.map((point) => point.start),
      axisLabel: { color: ink, hideOverlap: true, formatter: names.short },
      axisLine: { lineStyle: { color: colour("--line-strong") } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      axisLabel: { color: ink, formatter: format },
      splitLine: { lineStyle: { color: colour("--line") } },
      splitNumber: 4,
    },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: colour("--ground-raised"),
      borderColor: colour("--line"),
      textStyle: { color: colour("--ink"), fontSize: 12 },
      formatter: (marks: { dataIndex: number }[]) =>
        tooltip(lines, marks[0]?.dataIndex ?? 0, format, names, onOpen !== undefined),
    },
    series: lines.flatMap((line, number) => seriesOf(line, number)),
  };
}

/** An element and no markup: names of events and values are text, whatever they are. */
function tooltip(
  lines: TrendLine[],
  place: number,
  format: (value: number) => string,
  names: PointNames,
  opens: boolean,
): HTMLElement {
  const box = document.createElement("div");
  const head = document.createElement("b");
  const start = lines[0]?.points[place]?.start;
  head.textContent = start ? names.long(start) : "";
  box.append(head);
  for (const line of lines) {
    const point = line.points[place];
    if (!point) continue;
    const row = document.createElement("div");
    const range =
      point.low !== undefined && point.high !== undefined
        ? ` (${format(point.low)} to ${format(point.high)})`
        : "";
    const value = point.value === null ? names.none : format(point.value);
    row.textContent = `${line.name}: ${value}${range}${point.isMature ? "" : ", not over yet"}`;
    box.append(row);
  }
  if (opens && lines[0]?.points[place]?.value) {
    const hint = document.createElement("div");
    hint.textContent = "Click to see who";
    hint.style.color = colour("--ink-faint");
    box.append(hint);
  }
  return box;
}

/** The line itself, its end that is not over dashed, and the band of its interval. */
function seriesOf(line: TrendLine, number: number): LineSeriesOption[] {
  const own = line.isBefore ? colour("--line-strong") : colour(`--series-${(number % 6) + 1}`);
  const style = { color: own, width: line.isBefore ? 1 : 2 };
  const lastMature = line.points.findLastIndex((point) => point.isMature);
  const values = line.points.map((point) => point.value);
  const base: LineSeriesOption = {
    type: "line",
    name: line.name,
    showSymbol: line.points.length === 1,
    symbol: "circle",
    symbolSize: 5,
    itemStyle: { color: own },
    silent: true,
  };
  const solid = values.map((value, place) => (place <= lastMature ? value : null));
  const dashed = values.map((value, place) => (place >= lastMature ? value : null));
  const drawn: LineSeriesOption[] = [
    { ...base, data: solid, lineStyle: style },
    { ...base, data: dashed, lineStyle: { ...style, type: "dashed" } },
  ];
  const hasBand = !line.isBefore && line.points.some((point) => point.high !== undefined);
  if (!hasBand) return drawn;
  const band = { ...base, stack: `band ${number}`, lineStyle: { opacity: 0 }, showSymbol: false };
  return [
    { ...band, data: line.points.map((point) => point.low ?? null) },
    {
      ...band,
      // Where no interval is known the band has a gap: it does not fall to nothing.
      data: line.points.map(({ low, high }) => (low === undefined || high === undefined ? null : high - low)),
      areaStyle: { color: own, opacity: 0.16 },
    },
    ...drawn,
  ];
}
