import { useState } from "react";
import type { ConvertPeriod } from "../../api/types";
import { ChartFrame } from "../../charts/ChartFrame";
import { TrendChart } from "../../charts/TrendChart";
import { timeLine, timeUnit } from "../../charts/timeCourse";
import { counted } from "../../format/number";
import { cohortName } from "../../reports/returningWords";
import { courseSentence, type PercentileName, timeCellTitle, timeN } from "../../reports/timeToConvertWords";
import { NumberButton } from "../../ui/NumberButton";
import { Segmented } from "../../ui/Segmented";
import { type Column, Table } from "../../ui/Table";
import { Time } from "./Time";
import type { TimePartProps } from "./TimeReport";

const PERCENTILES: { id: PercentileName; name: string }[] = [
  { id: "median", name: "Half" },
  { id: "p75", name: "Three quarters" },
  { id: "p90", name: "Nine in ten" },
];

/** How the time changes from period to period, by when people started. */
export function Course({ site, answer, words, csv, onOpen }: TimePartProps) {
  const [percentile, setPercentile] = useState<PercentileName>("median");
  const periods = answer.periods ?? [];
  const { interval } = words;
  const name = (start: string) => cohortName(start, interval);
  const unit = timeUnit(periods, percentile);
  const line = timeLine(
    periods,
    percentile,
    unit,
    PERCENTILES.find(({ id }) => id === percentile)?.name ?? "",
  );
  const format = (value: number) => unit.format(value);
  const names = { short: name, long: name, none: "not known" };
  const isKnown = line.points.some(({ value }) => value !== null);
  const sentence = courseSentence(periods, percentile, words);
  return (
    <ChartFrame
      title={`Does it get faster from ${interval} to ${interval}?`}
      sentence={sentence}
      units={`Time within which that many of those who convert do so, by the ${interval} of the start, with its 95 % interval; dashed is not over`}
      n={`${timeN(answer.overall)} in ${counted(periods.length, interval)}`}
      answer={{ ...answer, notes: [] }}
      csv={{ name: `${site}-time-to-convert.csv`, fetch: csv }}
      picture={
        isKnown
          ? () =>
              import("../../charts/trendPicture").then((module) =>
                module.trendPicture({ lines: [line], format, names }),
              )
          : undefined
      }
      help={{ href: "/docs/concepts/time-to-convert", name: "How it is computed" }}
      actions={
        <Segmented
          label="How many of them"
          choices={PERCENTILES}
          value={percentile}
          onChange={(id) => setPercentile(id as PercentileName)}
        />
      }
      table={
        <Table
          caption={`Time to convert by ${interval}`}
          columns={columnsOf({ words, onOpen }, name)}
          rows={periods}
          keyOf={({ start }) => start}
        />
      }
    >
      {isKnown ? (
        <TrendChart
          label={`Time to convert by ${interval}: ${sentence}`}
          lines={[line]}
          names={names}
          format={format}
          height={220}
          onOpen={(place) => {
            const period = periods[place];
            if (period && period.converted > 0) onOpen({ outcome: "converted", start: period.start });
          }}
        />
      ) : (
        <p className="soft">
          No {interval} has a time of its own yet: it takes people who started in it and whose window of{" "}
          {words.window} is over.
        </p>
      )}
    </ChartFrame>
  );
}

function columnsOf(
  { words, onOpen }: Pick<TimePartProps, "words" | "onOpen">,
  name: (start: string) => string,
): Column<ConvertPeriod>[] {
  const number = (outcome: "entered" | "converted" | "open", title: string): Column<ConvertPeriod> => ({
    id: outcome,
    title,
    isNumber: true,
    sortBy: (row) => row[outcome],
    cell: (row) => {
      const cell = { outcome, start: row.start };
      return (
        <NumberButton value={row[outcome]} title={timeCellTitle(cell, words)} onOpen={() => onOpen(cell)} />
      );
    },
  });
  const time = (id: PercentileName, title: string): Column<ConvertPeriod> => ({
    id,
    title,
    isNumber: true,
    sortBy: (row) => row[id]?.seconds ?? -1,
    cell: (row) => <Time time={row[id]} />,
  });
  return [
    {
      id: "start",
      title: "Started",
      sortBy: ({ start }) => start,
      cell: ({ start, complete }) => (
        <>
          {name(start)}
          {complete ? "" : " (not over)"}
        </>
      ),
    },
    number("entered", "Persons"),
    number("converted", "Got there"),
    number("open", "Time left"),
    time("median", "Half"),
    time("p75", "Three quarters"),
    time("p90", "Nine in ten"),
  ];
}
