import { lazy, Suspense } from "react";
import { Skeleton } from "../ui/States";
import type { PointNames, TrendLine } from "./trendLines";

const Drawing = lazy(() => import("./TrendDrawing").then((module) => ({ default: module.TrendDrawing })));

interface TrendChartProps {
  /** Read aloud in place of the picture. */
  label: string;
  lines: TrendLine[];
  format: (value: number) => string;
  height?: number;
  names: PointNames;
  /** Opens what is behind the point at a place of the first line. */
  onOpen?: (place: number) => void;
}

/** Lines over time. The library that draws them is loaded when the first is to be seen. */
export function TrendChart({ height = 260, ...rest }: TrendChartProps) {
  return (
    <Suspense fallback={<Skeleton height={height} />}>
      <Drawing height={height} {...rest} />
    </Suspense>
  );
}
