import { type ConvertLine, pointAt } from "../../charts/convertLines";
import { percent } from "../../format/number";
import { interval } from "../../format/rate";
import { duration } from "../../format/time";
import { type Column, Table } from "../../ui/Table";
import styles from "./TimeToConvert.module.css";

interface CurveTableProps {
  lines: ConvertLine[];
  /** The times of its rows, in seconds since the start. */
  times: number[];
}

/** Curves as rows: which share of each had converted by a time. */
export function CurveTable({ lines, times }: CurveTableProps) {
  const columns: Column<number>[] = [
    {
      id: "time",
      title: "By this time since the start",
      sortBy: (seconds) => seconds,
      cell: (seconds) => duration(seconds),
    },
    ...lines.map(
      ({ name, series, points }): Column<number> => ({
        id: String(series),
        title: name,
        isNumber: true,
        sortBy: (seconds) => pointAt(points, seconds)?.converted ?? -1,
        cell: (seconds) => {
          const point = pointAt(points, seconds);
          if (!point) return <span className="faint">not known yet</span>;
          return (
            <>
              {percent(point.converted)} <span className={styles.under}>{interval(point)}</span>
            </>
          );
        },
      }),
    ),
  ];
  return (
    <Table
      caption="Share that converted by a time, with its 95 % interval"
      columns={columns}
      rows={times}
      keyOf={String}
    />
  );
}
