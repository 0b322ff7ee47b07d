import type { Step } from "../../api/types";
import type { Outcome } from "../../charts/FunnelChart";
import { moneyOf } from "../../format/money";
import { rate } from "../../format/rate";
import { NumberButton } from "../../ui/NumberButton";
import { type Column, Table } from "../../ui/Table";
import { type Cell, cellTitle } from "./cells";

type Row = Step & { place: number };

/** A funnel as rows. */
export function StepsTable({
  steps,
  names,
  onOpen,
}: {
  steps: Step[];
  names: string[];
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
    { id: "name", title: "Step", cell: ({ place, name }) => `${place}. ${name}` },
    { id: "count", title: "Persons", isNumber: true, cell: (step) => number(step, "reached", step.count) },
    { id: "open", title: "Still open", isNumber: true, cell: (step) => number(step, "open", step.open) },
    {
      id: "dropped",
      title: "Lost before",
      isNumber: true,
      cell: (step) => number(step, "dropped", step.dropped),
    },
    {
      id: "previous",
      title: "Of the step before",
      isNumber: true,
      cell: (step) => (step.rate_from_previous ? rate(step.rate_from_previous) : "–"),
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
