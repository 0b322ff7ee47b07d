import type { AllCohorts, Cohort, CohortCell } from "../../api/types";
import { count, counted } from "../../format/number";
import { rate } from "../../format/rate";
import { type GridCell, gridCellTitle, type ReturningWords } from "../../reports/returningWords";
import { NumberButton } from "../../ui/NumberButton";
import { type Column, Table } from "../../ui/Table";
import styles from "./Returning.module.css";

interface CohortTableProps {
  cohorts: Cohort[];
  overall: AllCohorts;
  words: ReturningWords;
  names: { cohort: (start: string) => string; period: (period: number) => string };
  onOpen: (cell: GridCell) => void;
}

interface Row {
  /** Its first day; nothing for all together. */
  cohort: string | null;
  size: number;
  cell: Pick<CohortCell, "period" | "count" | "open" | "rate" | "complete">;
  /** Of how many cohorts it is. */
  aside?: string;
}

/** A grid of cohorts as rows: one for each cell. */
export function CohortTable({ cohorts, overall, words, names, onOpen }: CohortTableProps) {
  const number = (row: Row, outcome: "returned" | "not_returned", value: number) => {
    if (row.cohort === null) return count(value);
    const cell: GridCell = { cohort: row.cohort, period: row.cell.period, outcome };
    return <NumberButton value={value} title={gridCellTitle(cell, words)} onOpen={() => onOpen(cell)} />;
  };
  const columns: Column<Row>[] = [
    {
      id: "cohort",
      title: "Cohort",
      sortBy: ({ cohort }) => cohort ?? "",
      cell: ({ cohort, aside }) =>
        cohort === null ? (
          <>
            <b>All together</b> <span className="faint">{aside}</span>
          </>
        ) : (
          names.cohort(cohort)
        ),
    },
    {
      id: "size",
      title: "Persons",
      isNumber: true,
      sortBy: ({ size }) => size,
      cell: ({ cohort, size }) =>
        cohort === null ? (
          count(size)
        ) : (
          <NumberButton
            value={size}
            title={gridCellTitle({ cohort }, words)}
            onOpen={() => onOpen({ cohort })}
          />
        ),
    },
    {
      id: "period",
      title: "Period",
      sortBy: ({ cell }) => cell.period,
      cell: ({ cell }) => (
        <>
          <span className={styles.whole}>{names.period(cell.period)}</span>
          {cell.complete ? "" : " (not over)"}
        </>
      ),
    },
    {
      id: "returned",
      title: "Came back",
      isNumber: true,
      sortBy: ({ cell }) => cell.count,
      cell: (row) => number(row, "returned", row.cell.count),
    },
    {
      id: "not returned",
      title: "Did not",
      isNumber: true,
      sortBy: ({ cell }) => missedOf(cell) ?? -1,
      cell: (row) => {
        const missed = missedOf(row.cell);
        return missed === null ? "–" : number(row, "not_returned", missed);
      },
    },
    {
      id: "open",
      title: "Not over for",
      isNumber: true,
      sortBy: ({ cell }) => cell.open,
      cell: ({ cell }) => count(cell.open),
    },
    {
      id: "rate",
      title: "Rate",
      isNumber: true,
      sortBy: ({ cell }) => cell.rate?.value ?? -1,
      cell: ({ cell }) => (cell.rate ? rate(cell.rate) : "–"),
    },
  ];
  const rows: Row[] = [
    ...overall.cells.map((cell) => ({
      cohort: null,
      size: cell.rate?.denominator ?? 0,
      // Taken together are only cohorts for which the period is over.
      cell: { ...cell, open: 0, complete: cell.cohorts > 0 },
      aside: `of ${counted(cell.cohorts, "cohort")}`,
    })),
    ...cohorts.flatMap(({ start, size, cells }) => cells.map((cell) => ({ cohort: start, size, cell }))),
  ];
  return (
    <Table
      caption="Cohorts by periods"
      columns={columns}
      rows={rows}
      keyOf={({ cohort, cell }) => `${cohort} ${cell.period}`}
    />
  );
}

/** How many did not come back though the period was over for them. */
function missedOf({ rate: of }: Row["cell"]): number | null {
  return of ? of.denominator - of.numerator : null;
}
