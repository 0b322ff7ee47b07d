import type { PopulationPoint } from "../../api/populations";
import { rate } from "../../format/rate";
import { bucket } from "../../format/time";
import { type Change, changeTitle } from "../../reports/populationWords";
import { NumberButton } from "../../ui/NumberButton";
import { type Column, Table } from "../../ui/Table";

interface SizeTableProps {
  points: PopulationPoint[];
  name: string;
  zone: string;
  onOpen: (start: string, change: Change) => void;
}

/** A population over time as rows. */
export function SizeTable({ points, name, zone, onOpen }: SizeTableProps) {
  const number = (point: PopulationPoint, change: Change, value: number) => (
    <NumberButton
      value={value}
      title={changeTitle(name, change, bucket(point.start, zone))}
      onOpen={() => onOpen(point.start, change)}
    />
  );
  const columns: Column<PopulationPoint>[] = [
    {
      id: "start",
      title: "From",
      sortBy: ({ start }) => start,
      cell: ({ start, complete }) => `${bucket(start, zone)}${complete ? "" : " (not over)"}`,
    },
    {
      id: "size",
      title: "At its end",
      isNumber: true,
      sortBy: ({ size }) => size,
      cell: (point) => number(point, "members", point.size),
    },
    {
      id: "rate",
      title: "Of all known",
      isNumber: true,
      sortBy: (point) => point.rate?.value ?? -1,
      cell: (point) => (point.rate ? rate(point.rate) : "–"),
    },
    {
      id: "entered",
      title: "Came in",
      isNumber: true,
      sortBy: ({ entered }) => entered,
      cell: (point) => number(point, "entered", point.entered),
    },
    {
      id: "left",
      title: "Left",
      isNumber: true,
      sortBy: ({ left }) => left,
      cell: (point) => number(point, "left", point.left),
    },
  ];
  return <Table caption="Size over time" columns={columns} rows={points} keyOf={({ start }) => start} />;
}
