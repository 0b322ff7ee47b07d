import styles from "./Sparkline.module.css";
import { sparkOf } from "./spark";

interface SparklineProps {
  /** Read aloud in place of the picture. */
  label: string;
  points: { value: number; isMature: boolean }[];
}

const WIDTH = 120;
const HEIGHT = 28;

/** A small line over time from nothing upwards; its end that is not over is dashed. */
export function Sparkline({ label, points }: SparklineProps) {
  const { solid, dashed, end } = sparkOf(points, { width: WIDTH, height: HEIGHT });
  const text = (places: [number, number][]) => places.map((place) => place.join(",")).join(" ");
  return (
    <svg className={styles.line} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {solid.length > 1 && <polyline points={text(solid)} />}
      {dashed.length > 1 && <polyline points={text(dashed)} className={styles.open} />}
      {end && <circle cx={end[0]} cy={end[1]} r={2.2} />}
    </svg>
  );
}
