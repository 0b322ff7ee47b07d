import { askCsv, useAsk } from "../../api/ask";
import { useProperties } from "../../api/resources";
import type { FunnelQuestion, FunnelRow, Rate } from "../../api/types";
import { CsvButton } from "../../charts/CsvButton";
import { Whisker } from "../../charts/Whisker";
import { count, percent } from "../../format/number";
import { interval } from "../../format/rate";
import { SESSION_PROPERTIES } from "../../reports/filters";
import { breakdownOf, splitOf } from "../../reports/findings";
import { propertyWords, valueWords } from "../../reports/words";
import { NumberButton } from "../../ui/NumberButton";
import { Panel } from "../../ui/Panel";
import { Select } from "../../ui/Select";
import { Fault, Skeleton } from "../../ui/States";
import { type Column, Table } from "../../ui/Table";
import { type Cell, cellTitle, type Split } from "./cells";
import styles from "./Funnels.module.css";

interface BreakdownProps {
  site: string;
  question: FunnelQuestion;
  names: string[];
  split: string | undefined;
  onSplit: (split: string | undefined) => void;
  onOpen: (cell: Cell) => void;
}

/** The funnel by the values of a property: one row a value, one column a step, each with its interval. */
export function Breakdown({ site, question, names, split, onSplit, onOpen }: BreakdownProps) {
  const breakdown = breakdownOf(split);
  const answer = useAsk(site, breakdown ? { ...question, breakdown } : null);
  const properties = useProperties(site);
  const choices = [
    { id: "", name: "no split" },
    ...SESSION_PROPERTIES.map((property) => ({
      id: splitOf({ property, of: "session" }),
      name: propertyWords(property, "session"),
      aside: "session",
    })),
    ...(properties.data?.properties ?? []).map(({ property, kind }) => ({
      id: splitOf({ property }),
      name: propertyWords(property),
      aside: property.startsWith("context.") ? property : kind,
    })),
  ];
  if (split && !choices.some(({ id }) => id === split))
    choices.push({ id: split, name: breakdown?.property ?? split });
  return (
    <Panel
      title={
        breakdown
          ? `How does it go by ${propertyWords(breakdown.property, breakdown.of)}?`
          : "How does it go by …?"
      }
      lead="Each cell opens the people behind it. Bars of a column have one scale; the mark is the 95 % interval."
      actions={
        <>
          {breakdown && (
            <CsvButton
              name={`${site}-funnel-by-${propertyWords(breakdown.property)}.csv`}
              fetch={() => askCsv(site, { ...question, breakdown })}
            />
          )}
          <Select
            label="Split by"
            isLabelHidden
            choices={choices}
            value={split ?? ""}
            onChange={(id) => onSplit(id === "" ? undefined : id)}
          />
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
        <Rows rows={answer.data.breakdown ?? []} property={breakdown} names={names} onOpen={onOpen} />
      )}
    </Panel>
  );
}

interface RowsProps {
  rows: FunnelRow[];
  property: Split;
  names: string[];
  onOpen: (cell: Cell) => void;
}

function Rows({ rows, property, names, onOpen }: RowsProps) {
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
        ...rows
          .map((row) => rateOf(row)?.high ?? 0)
          .filter((_, at) => (rows[at]?.steps[step - 2]?.count ?? 0) >= 20),
      );
      return {
        id: `step ${step}`,
        title: name,
        sortBy: (row) => rateOf(row)?.value ?? -1,
        cell: (row) => {
          const rate = rateOf(row);
          if (!rate) return "–";
          return (
            <button
              type="button"
              className={styles.cell}
              onClick={() => onOpen({ step, outcome: "dropped", part: partOf(row) })}
              title={`Who was lost before ${name}?`}
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
