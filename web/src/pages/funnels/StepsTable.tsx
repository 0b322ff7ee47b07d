import type { Step } from "../../api/types";
import { moneyOf } from "../../format/money";
import { count } from "../../format/number";
import { rate } from "../../format/rate";
import { type Column, Table } from "../../ui/Table";

/** A funnel as rows. */
export function StepsTable({ steps, names }: { steps: Step[]; names: string[] }) {
  const columns: Column<Step & { name: string }>[] = [
    { id: "name", title: "Step", cell: (step) => step.name },
    { id: "count", title: "Persons", isNumber: true, cell: (step) => count(step.count) },
    { id: "open", title: "Still open", isNumber: true, cell: (step) => count(step.open) },
    { id: "dropped", title: "Lost before", isNumber: true, cell: (step) => count(step.dropped) },
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
  const rows = steps.map((step, place) => ({ ...step, name: `${place + 1}. ${names[place] ?? step.name}` }));
  return <Table caption="Steps of the funnel" columns={columns} rows={rows} keyOf={(row) => row.name} />;
}
