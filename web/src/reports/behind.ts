/** The people behind a number: the question that finds them, and what their list is called. */
import type { PopulationQuestion } from "../api/populations";
import type { PersonsQuestion } from "../api/questions";
import type {
  Filter,
  FlowQuestion,
  FunnelQuestion,
  Range,
  RetentionQuestion,
  TimeToConvertQuestion,
  TrendQuestion,
} from "../api/types";
import { counted } from "../format/number";

export interface Behind {
  question: PersonsQuestion;
  title: string;
}

interface Asked {
  range?: Range;
  filters?: Filter[];
  compare?: "previous";
  population?: string;
}

/** The people of a cell, as of the very moment that the number is of. */
export function behind(
  of:
    | FunnelQuestion
    | TrendQuestion
    | RetentionQuestion
    | FlowQuestion
    | TimeToConvertQuestion
    | PopulationQuestion,
  now: string,
  cell: PersonsQuestion["cell"],
  title: string,
): Behind {
  // A cell is one of the range itself, never of what it is compared with.
  const { compare: _, ...alone } = of as typeof of & { compare?: unknown };
  return { question: { kind: "persons", of: { ...alone, now } as typeof of, cell }, title };
}

/** The people behind a goal's number over a whole time, as an overview or a trend's total has it. */
export function behindGoal(goal: { id: string; name: string }, asked: Asked, now: string): Behind {
  const of = { kind: "trend", goal: goal.id, interval: "month", ...asked } as TrendQuestion;
  return behind(of, now, {}, whoDid(goal.name));
}

/** Everybody who was there. */
export function behindEverything(asked: Asked, now: string): Behind {
  const of = { kind: "trend", event: "*", interval: "month", ...asked } as TrendQuestion;
  return behind(of, now, {}, "Who was there?");
}

/** "Who is behind Order, 27 Nov 2026?" */
export function whoDid(goal: string, where?: string): string {
  return `Who is behind ${goal}${where ? `, ${where}` : ""}?`;
}

/** How the people of a list stand to the number that opened it: persons, conversions, or sessions of theirs. */
export function totalWords(
  { total, sessions }: { total: number; sessions?: number | null },
  number?: { value: number; unit: "person" | "conversion" },
): string {
  const persons = counted(total, "person");
  if (typeof sessions === "number")
    return `${persons} with the ${counted(sessions, "session")} that the number counts.`;
  if (number?.unit !== "conversion") return `${persons}, the very ones the number counts.`;
  const made = `${persons} made these ${counted(number.value, "conversion")}.`;
  return total === number.value
    ? made
    : `${made} One person may convert several times, and a conversion whose person is not known counts without one.`;
}
