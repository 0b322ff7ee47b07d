import type { Point, Series } from "../../api/types";
import { moneyOf } from "../../format/money";
import { count } from "../../format/number";
import { rate } from "../../format/rate";
import { bucket } from "../../format/time";
import type { Behind } from "../../reports/behind";
import { type Column, Table } from "../../ui/Table";
import { PeopleCount } from "../people/PeopleCount";

interface TrendTableProps {
  site: string;
  /** What it counts. */
  name: string;
  series: Series;
  zone: string;
  behindBucket: (start: string) => Behind;
}

/** A trend as rows. */
export function TrendTable({ site, name, series, zone, behindBucket }: TrendTableProps) {
  const columns: Column<Point>[] = [
    {
      id: "start",
      title: "From",
      sortBy: (point) => point.start,
      cell: (point) => `${bucket(point.start, zone)}${point.mature ? "" : " (not over)"}`,
    },
    {
      id: "conversions",
      title: "Conversions",
      isNumber: true,
      sortBy: (point) => point.conversions,
      cell: (point) => (
        <PeopleCount
          site={site}
          value={point.conversions}
          unit="conversion"
          behind={behindBucket(point.start)}
        />
      ),
    },
    {
      id: "persons",
      title: "Persons",
      isNumber: true,
      sortBy: (point) => point.persons,
      cell: (point) => <PeopleCount site={site} value={point.persons} behind={behindBucket(point.start)} />,
    },
    {
      id: "sessions",
      title: "Sessions",
      isNumber: true,
      sortBy: (point) => point.sessions ?? 0,
      cell: (point) => count(point.sessions ?? 0),
    },
    {
      id: "rate",
      title: "Rate of active persons",
      isNumber: true,
      sortBy: (point) => point.rate?.value ?? -1,
      cell: (point) => (point.rate ? rate(point.rate) : "–"),
    },
    {
      id: "value",
      title: "Value",
      isNumber: true,
      sortBy: (point) => point.value?.minor ?? 0,
      cell: (point) => moneyOf(point.value, point.amounts) ?? "–",
    },
  ];
  return (
    <Table
      caption={`${name} over time`}
      columns={columns}
      rows={series.points}
      keyOf={(point) => point.start}
    />
  );
}
