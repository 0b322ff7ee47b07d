import { askCsv, useAsk } from "../../api/ask";
import type { FunnelQuestion, FunnelRow, Rate, Step } from "../../api/types";
import { CsvButton } from "../../charts/CsvButton";
import { Whisker } from "../../charts/Whisker";
import { count, percent } from "../../format/number";
import { interval } from "../../format/rate";
import { SplitField } from "../../parts/asking/SplitField";
import { breakdownOf, type Split, splitOf } from "../../reports/findings";
import { propertyWords, valueWords } from "../../reports/words";
import { NumberButton } from "../../ui/NumberButton";
import { Panel } from "../../ui/Panel";
import { Select } from "../../ui/Select";
import { Fault, Skeleton } from "../../ui/States";
import { type Column, Table } from "../../ui/Table";
import { type Cell, cellTitle } from "./cells";
import styles from "./Funnels.module.css";

interface BreakdownProps {
  site: string;
  question: FunnelQuestion;
  names: string[];
  split: string | undefined;
  onSplit: (split: string | undefined) => void;
  onOpen: (cell: Cell) => void;
}

/** Which event of an attempt gives the value. */
const TAKES = [
  { id: "", name: "as an attempt begins" },
  { id: "first", name: "the first on the way" },
  { id: "last", name: "the last on the way" },
];

/** The funnel by the values of a property: one row a value, one column a step, each with its interval. */
export function Breakdown({ site, question, names, split, onSplit, onOpen }: BreakdownProps) {
  const breakdown = breakdownOf(split);
  // The choices are properties; which of their values is taken is chosen beside.
  const { take, ...property } = breakdown ?? { property: "" };
  const answer = useAsk(site, breakdown ? { ...question, breakdown } : null);
  return (
    <Panel
      title={
        breakdown
          ? `How does it go by ${propertyWords(breakdown.property, breakdown.of)}?`
          : "How does it go by …?"
      }
      lead={`Each cell opens the people behind it. Bars of a column have one scale; the mark is the 95 % interval.${
        take ? " Who came further had more events to take a value from: rates may differ by that alone." : ""
      }`}
      actions={
        <>
          {breakdown && (
            <CsvButton
              name={`${site}-funnel-by-${propertyWords(breakdown.property)}.csv`}
              fetch={() => askCsv(site, { ...question, breakdown })}
            />
          )}
          <SplitField
            site={site}
            split={breakdown}
            isLabelHidden
            onSplit={(next) => onSplit(next && splitOf(next))}
          />
          {breakdown && (
            <Select
              label="Which value counts"
              isLabelHidden
              choices={TAKES}
              value={take ?? ""}
              onChange={(id) => onSplit(splitOf({ ...property, take: id }))}
            />
          )}
        </>
      }
    >
      {!breakdown ? (
        <p className="soft">Choose a property to split by.</p>
      ) : answer.isError ? (
        <Fault error={answer.error} onRetry={() => answer.refetch()} />
      ) : answer.isPending ? (
        <Skeleton height={220} />
      ) : (
        <Rows
          rows={answer.data.breakdown ?? []}
          steps={answer.data.steps}
          property={breakdown}
          names={names}
          onOpen={onOpen}
        />
      )}
    </Panel>
  );
}

interface RowsProps {
  rows: FunnelRow[];
  /** Of everybody. */
  steps: Step[];
  property: Split;
  names: string[];
  onOpen: (cell: Cell) => void;
}

function Rows({ rows, steps, property, names, onOpen }: RowsProps) {
  const partOf = (row: FunnelRow) => ({ by: property, value: row.value });
  const columns: Column<FunnelRow>[] = [
    {
      id: "value",
      title: "Value",
      sortBy: (row) => valueWords(row.value, property),
      cell: (row) => <b>{valueWords(row.value, property)}</b>,
    },
    {
      id: "entered",
      title: names[0] ?? "Entered",
      isNumber: true,
      sortBy: (row) => row.steps[0]?.count ?? 0,
      cell: (row) => {
        const cell = { step: 1, outcome: "reached", part: partOf(row) } as const;
        return (
          <NumberButton
            value={row.steps[0]?.count ?? 0}
            title={cellTitle(cell, names)}
            onOpen={() => onOpen(cell)}
          />
        );
      },
    },
    ...names.slice(1).map((name, place): Column<FunnelRow> => {
      const step = place + 2;
      const rateOf = (row: FunnelRow): Rate | null | undefined => row.steps[step - 1]?.rate_from_previous;
      const most = Math.max(
        0.0001,
        ...rows.map(rateOf).map((rate) => (rate && rate.denominator >= 20 ? rate.high : 0)),
      );
      // At a step that may be left out nobody is lost.
      const isOptional = steps[step - 1]?.optional === true;
      const outcome = isOptional ? "reached" : "dropped";
      return {
        id: `step ${step}`,
        title: isOptional ? `${name} (may be left out)` : name,
        sortBy: (row) => rateOf(row)?.value ?? -1,
        cell: (row) => {
          const rate = rateOf(row);
          if (!rate) return "–";
          return (
            <button
              type="button"
              className={styles.cell}
              onClick={() => onOpen({ step, outcome, part: partOf(row) })}
              title={cellTitle({ step, outcome }, names)}
            >
              {percent(rate.value)}{" "}
              <span className="faint">
                ({interval(rate)}) {count(rate.numerator)} of {count(rate.denominator)}
              </span>
              <Whisker rate={rate} most={most} />
            </button>
          );
        },
      };
    }),
  ];
  return (
    <Table
      caption="The funnel by value"
      columns={columns}
      rows={rows}
      keyOf={(row) => JSON.stringify(row.value)}
    />
  );
}
