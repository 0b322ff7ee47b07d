import type { Step } from "../../api/types";
import type { Outcome } from "../../charts/FunnelChart";
import { baseWords, isOpenAnywhere } from "../../charts/funnelBars";
import { moneyOf } from "../../format/money";
import { count } from "../../format/number";
import { rate } from "../../format/rate";
import { NumberButton } from "../../ui/NumberButton";
import { type Column, Table } from "../../ui/Table";
import { type Cell, cellTitle } from "./cells";

type Row = Step & { place: number };

/** A funnel as rows. */
export function StepsTable({
  steps,
  names,
  isNumbered,
  onOpen,
}: {
  steps: Step[];
  names: string[];
  isNumbered: boolean;
  onOpen: (cell: Cell) => void;
}) {
  const number = (row: Row, outcome: Outcome, value: number) => (
    <NumberButton
      value={value}
      title={cellTitle({ step: row.place, outcome }, names)}
      onOpen={() => onOpen({ step: row.place, outcome })}
    />
  );
  const columns: Column<Row>[] = [
    {
      id: "name",
      title: "Step",
      cell: ({ place, name, optional }) => (
        <>
          {isNumbered ? `${place}. ${name}` : name}
          {optional && <span className="faint"> may be left out</span>}
        </>
      ),
    },
    { id: "count", title: "Persons", isNumber: true, cell: (step) => number(step, "reached", step.count) },
    { id: "open", title: "Still open", isNumber: true, cell: (step) => number(step, "open", step.open) },
    {
      id: "dropped",
      title: "Lost before",
      isNumber: true,
      cell: (step) => (step.optional ? "–" : number(step, "dropped", step.dropped)),
    },
    ...(isOpenAnywhere(steps)
      ? [
          {
            id: "entered",
            title: "Began here",
            isNumber: true,
            cell: (step: Row) => count(step.entered ?? 0),
          },
        ]
      : []),
    {
      id: "previous",
      title: "Of the step before",
      isNumber: true,
      cell: (step) => {
        if (!step.rate_from_previous) return "–";
        const base = baseWords(steps, step.place - 1);
        return (
          <>
            {rate(step.rate_from_previous)}
            {base !== "the step before" && <span className="faint"> of {base}</span>}
          </>
        );
      },
    },
    {
      id: "start",
      title: "From the start",
      isNumber: true,
      cell: (step) => (step.rate_from_start ? rate(step.rate_from_start) : "–"),
    },
    { id: "value", title: "Value", isNumber: true, cell: (step) => moneyOf(step.value, step.amounts) ?? "–" },
  ];
  const rows = steps.map((step, at): Row => ({ ...step, place: at + 1, name: names[at] ?? step.name }));
  return (
    <Table caption="Steps of the funnel" columns={columns} rows={rows} keyOf={(row) => String(row.place)} />
  );
}
