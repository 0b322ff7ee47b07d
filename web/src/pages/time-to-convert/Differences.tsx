import type { CSSProperties } from "react";
import type { ConvertRow } from "../../api/types";
import { CsvButton } from "../../charts/CsvButton";
import { drawnParts } from "../../charts/convertLines";
import { percent } from "../../format/number";
import { interval } from "../../format/rate";
import { SplitField } from "../../parts/asking/SplitField";
import type { Split } from "../../reports/findings";
import type { TimeDraft } from "../../reports/timeToConvert";
import { FEW, lostOf, splitSentence, type TimeCell, timeCellTitle } from "../../reports/timeToConvertWords";
import { propertyWords, valueWords } from "../../reports/words";
import { NumberButton } from "../../ui/NumberButton";
import { Panel } from "../../ui/Panel";
import { type Column, Table } from "../../ui/Table";
import { Time } from "./Time";
import type { TimePartProps } from "./TimeReport";
import styles from "./TimeToConvert.module.css";

interface DifferencesProps extends TimePartProps {
  split: TimeDraft["split"];
  onSplit: (split: TimeDraft["split"]) => void;
}

/** Whether it differs by the values of a property: one row a value. */
export function Differences(props: DifferencesProps) {
  const { site, answer, words, csv, onOpen, split, onSplit } = props;
  const rows = answer.breakdown ?? [];
  return (
    <Panel
      title={`Does it differ by ${split ? propertyWords(split.property, split.of) : "…"}?`}
      lead={split && rows.length > 0 ? splitSentence(rows, split) : "Choose a property to split by."}
      actions={
        <>
          {split && <CsvButton name={`${site}-time-to-convert-by-${split.property}.csv`} fetch={csv} />}
          <SplitField
            site={site}
            split={split ?? undefined}
            isLabelHidden
            onSplit={(next) => onSplit(next ?? null)}
          />
        </>
      }
    >
      {split && (
        <Table
          caption="Time to convert by value"
          columns={columnsOf(split, rows, { words, onOpen })}
          rows={rows}
          keyOf={(row) => JSON.stringify(row.value)}
        />
      )}
    </Panel>
  );
}

function columnsOf(
  by: Split,
  rows: ConvertRow[],
  { words, onOpen }: Pick<TimePartProps, "words" | "onOpen">,
): Column<ConvertRow>[] {
  const number = (
    id: TimeCell["outcome"],
    title: string,
    numberOf: (row: ConvertRow) => number,
  ): Column<ConvertRow> => ({
    id,
    title,
    isNumber: true,
    sortBy: numberOf,
    cell: (row) => {
      const cell = { outcome: id, part: { by, value: row.value } };
      return (
        <NumberButton value={numberOf(row)} title={timeCellTitle(cell, words)} onOpen={() => onOpen(cell)} />
      );
    },
  });
  const time = (id: "median" | "p75" | "p90", title: string): Column<ConvertRow> => ({
    id,
    title,
    isNumber: true,
    sortBy: (row) => row[id]?.seconds ?? -1,
    cell: (row) => <Time time={row[id]} />,
  });
  return [
    {
      id: "value",
      title: "Value",
      sortBy: ({ value }) => valueWords(value, by),
      cell: (row) => (
        <>
          <Series number={seriesOf(rows, row)} /> <b>{valueWords(row.value, by)}</b>
          {row.converted > 0 && row.converted < FEW && (
            <span className={styles.under}>few: times move a lot by chance</span>
          )}
        </>
      ),
    },
    number("entered", "Started", ({ entered }) => entered),
    number("converted", "Got there", ({ converted }) => converted),
    number("open", "Time left", ({ open }) => open),
    number("lost", "Did not", lostOf),
    {
      id: "rate",
      title: `Within ${words.window}`,
      isNumber: true,
      sortBy: (row) => row.within_window?.value ?? -1,
      cell: ({ within_window: within }) =>
        within ? (
          <>
            {percent(within.value)} <span className={styles.under}>{interval(within)}</span>
          </>
        ) : (
          "not known yet"
        ),
    },
    time("median", "Half"),
    time("p75", "Three quarters"),
    time("p90", "Nine in ten"),
  ];
}

/** The number of a part's line in the curve; nothing where it is not drawn. */
function seriesOf(rows: ConvertRow[], row: ConvertRow): number | undefined {
  const place = drawnParts(rows).indexOf(row);
  return place < 0 ? undefined : place + 1;
}

function Series({ number }: { number: number | undefined }) {
  const own = number === undefined ? {} : { "--own": `var(--series-${number})` };
  return (
    <span className={styles.series} style={own as CSSProperties} aria-hidden>
      {number}
    </span>
  );
}
