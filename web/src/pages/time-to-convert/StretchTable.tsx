import type { TimeBin, TimesRow } from "../../api/types";
import { pointAt } from "../../charts/convertLines";
import { count, percent } from "../../format/number";
import { interval } from "../../format/rate";
import { duration } from "../../format/time";
import { stretchWords, type TimeCell, type TimeWords, timeCellTitle } from "../../reports/timeToConvertWords";
import { NumberButton } from "../../ui/NumberButton";
import { type Column, Table } from "../../ui/Table";

interface StretchTableProps {
  row: TimesRow;
  words: TimeWords;
  part?: TimeCell["part"];
  onOpen: (cell: TimeCell) => void;
}

/** When people converted, as rows: how many in each stretch of time, and which share by its end. */
export function StretchTable({ row, words, part, onOpen }: StretchTableProps) {
  const cellOf = ({ from_seconds: from, to_seconds: to }: TimeBin): TimeCell => ({
    outcome: "converted",
    from,
    to,
    ...(part ? { part } : {}),
  });
  const columns: Column<TimeBin>[] = [
    {
      id: "stretch",
      title: "Time since the start",
      sortBy: (bin) => bin.from_seconds,
      cell: (bin) => stretchWords(bin.from_seconds, bin.to_seconds),
    },
    {
      id: "count",
      title: "Converted in it",
      isNumber: true,
      sortBy: (bin) => bin.count,
      cell: (bin) => (
        <NumberButton
          value={bin.count}
          title={timeCellTitle(cellOf(bin), words)}
          onOpen={() => onOpen(cellOf(bin))}
        />
      ),
    },
    {
      id: "share",
      title: "Converted by its end",
      isNumber: true,
      sortBy: (bin) => pointAt(row.curve, bin.to_seconds)?.converted ?? -1,
      cell: (bin) => {
        const point = pointAt(row.curve, bin.to_seconds);
        return point ? `${percent(point.converted)} (${interval(point)})` : "not known yet";
      },
    },
    {
      id: "risk",
      title: "Observed that long",
      isNumber: true,
      sortBy: (bin) => pointAt(row.curve, bin.to_seconds)?.at_risk ?? -1,
      cell: (bin) => {
        const point = pointAt(row.curve, bin.to_seconds);
        return point ? count(point.at_risk) : "–";
      },
    },
  ];
  return (
    <Table
      caption={`Converted by time, up to ${duration(row.bins.at(-1)?.to_seconds ?? 0)}`}
      columns={columns}
      rows={row.bins}
      keyOf={(bin) => String(bin.from_seconds)}
    />
  );
}
