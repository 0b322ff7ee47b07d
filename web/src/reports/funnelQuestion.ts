import type { Filter, Funnel, FunnelQuestion, Range } from "../api/types";

interface Asked {
  range?: Range;
  filters?: Filter[];
  compare?: "previous";
  population?: string;
}

/** A saved funnel as a question. */
export function questionOf(funnel: Omit<Funnel, "id" | "name">, asked: Asked): FunnelQuestion {
  const { steps, window, entry, order, scope, open, exclusions, on_exclusion } = funnel;
  return {
    kind: "funnel",
    steps,
    window,
    entry,
    ...(order ? { order } : {}),
    ...(scope ? { scope } : {}),
    ...(open ? { open } : {}),
    ...(exclusions ? { exclusions } : {}),
    ...(on_exclusion ? { on_exclusion } : {}),
    ...asked,
  } as FunnelQuestion;
}

/** Why the server can't tell where people drop out of it more than elsewhere; nothing if it can. */
export function whyNoDropOff({
  steps,
  order,
  open,
}: Pick<Funnel, "steps" | "order" | "open">): string | null {
  const place = steps.findIndex(({ optional }) => optional);
  if (order === "any") return "its steps come in any order";
  if (open) return "its attempts begin at any step";
  if (place >= 0) return `step ${place + 1} may be left out`;
  return null;
}
