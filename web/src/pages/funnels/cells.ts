import type { BreakdownValue } from "../../api/types";
import type { Outcome } from "../../charts/FunnelChart";
import type { Split } from "../../reports/findings";
import { propertyWords, valueWords } from "../../reports/words";

/** A number of a funnel whose people can be asked for. */
export interface Cell {
  step: number;
  outcome: Outcome;
  /** Of one part only. */
  part?: { by: Split; value: BreakdownValue };
}

/** What the list of its people is called. */
export function cellTitle({ step, outcome, part }: Cell, names: string[]): string {
  const name = names[step - 1] ?? `step ${step}`;
  const where = part
    ? ` (${propertyWords(part.by.property, part.by.of)}: ${valueWords(part.value, part.by)})`
    : "";
  switch (outcome) {
    case "reached":
      return `Who reached ${name}${where}?`;
    case "dropped":
      return `Who was lost before ${name}${where}?`;
    case "open":
      return `Who reached ${name}${where}, with time left?`;
  }
}
