import type { Funnel, StepRule } from "../api/types";
import { freeIdOf } from "./ids";
import { isWhole, ruleOf, rulesOf } from "./rules";

/** A funnel while it is being made: each step takes one rule or any of several. */
export interface Draft {
  id: string | null;
  name: string;
  steps: StepRule[][];
  window: string;
  entry: "best" | "first";
  description: string;
}

export function draftOf(funnel: Funnel): Draft {
  return {
    id: funnel.id,
    name: funnel.name,
    steps: funnel.steps.map(rulesOf),
    window: funnel.window ?? "7d",
    entry: funnel.entry ?? "best",
    description: funnel.description ?? "",
  };
}

/** What can be asked and saved: steps that are still empty are left out. A new one's id is none of those taken. */
export function funnelOf(draft: Draft, taken: string[] = []): Funnel {
  const steps = draft.steps
    .map((rules) => rules.filter(isWhole))
    .filter((rules) => rules.length > 0)
    .map(ruleOf);
  return {
    id: draft.id ?? freeIdOf(draft.name, taken, "funnel"),
    name: draft.name,
    steps,
    window: draft.window,
    entry: draft.entry,
    ...(draft.description === "" ? {} : { description: draft.description }),
  };
}

/** Another step at the end, and places changed. */
export function moved<T>(items: T[], from: number, by: number): T[] {
  const to = from + by;
  if (to < 0 || to >= items.length) return items;
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

/** From the address; nothing for what is no draft. */
export function readDraft(text: string | undefined): Draft | null {
  if (!text) return null;
  try {
    const value = JSON.parse(text) as Draft;
    const isDraft =
      typeof value === "object" &&
      value !== null &&
      Array.isArray(value.steps) &&
      value.steps.every(
        (rules) => Array.isArray(rules) && rules.every((rule) => typeof rule === "object" && rule !== null),
      );
    return isDraft
      ? {
          id: typeof value.id === "string" ? value.id : null,
          name: typeof value.name === "string" ? value.name : "",
          steps: value.steps,
          window: typeof value.window === "string" ? value.window : "7d",
          entry: value.entry === "first" ? "first" : "best",
          description: typeof value.description === "string" ? value.description : "",
        }
      : null;
  } catch {
    return null;
  }
}
