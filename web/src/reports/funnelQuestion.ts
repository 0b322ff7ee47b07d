import type { Filter, Funnel, FunnelQuestion, Range } from "../api/types";

interface Asked {
  range?: Range;
  filters?: Filter[];
  compare?: "previous";
}

/** A saved funnel as a question. */
export function questionOf(funnel: Pick<Funnel, "steps" | "window" | "entry">, asked: Asked): FunnelQuestion {
  return {
    kind: "funnel",
    steps: funnel.steps,
    window: funnel.window,
    entry: funnel.entry,
    ...asked,
  } as FunnelQuestion;
}
