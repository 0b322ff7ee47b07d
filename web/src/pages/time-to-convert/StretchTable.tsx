import type { ConvertBin, ConvertTimes } from "../../api/types";
import { pointAt } from "../../charts/convertLines";
import { percent } from "../../format/number";
import { interval } from "../../format/rate";
import { duration } from "../../format/time";
import { stretchWords, type TimeCell, type TimeWords, timeCellTitle } from "../../reports/timeToConvertWords";
import { NumberButton } from "../../ui/NumberButton";
import { type Column, Table } from "../../ui/Table";

interface StretchTableProps {
  row: ConvertTimes;
  words: TimeWords;
  part?: TimeCell["part"];
  onOpen: (cell: TimeCell) => void;
}

/** When people converted, as rows: how many in each stretch of time, and which share by its end. */
export function StretchTable({ row, words, part, onOpen }: StretchTableProps) {
  const cellOf = ({ from_seconds: from, to_seconds: to }: ConvertBin): TimeCell => ({
    outcome: "converted",
    from,
    to,
    ...(part ? { part } : {}),
  });
  const columns: Column<ConvertBin>[] = [
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
      title: "Share converted by its end",
      isNumber: true,
      sortBy: (bin) => pointAt(row.curve, bin.to_seconds)?.converted ?? -1,
      cell: (bin) => {
        const point = pointAt(row.curve, bin.to_seconds);
        return point ? `${percent(point.converted)} (${interval(point)})` : "not known yet";
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
