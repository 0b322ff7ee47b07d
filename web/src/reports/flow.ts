/** A question of what people do after something, or before it, as it is made, and what may stand together in it. */
import type { Filter, FlowQuestion, Funnel, Goal, Range, StepRule } from "../api/types";
import { type Clean, repairedClean } from "./flowClean";
import { isPrimary } from "./goalDraft";
import { isWhole, ruleOf, rulesOf } from "./rules";
import { cameOf, isHeard, isUnheard } from "./unseen";

export const MOST_COLUMNS = 10;
export const MOST_ROWS = 50;

/** The property that page views are called by where they are called by their page. */
export const PATH = "context.page.path";

/** A property of events whose value they are called by: those of these names, all where there is none. */
export interface CalledBy {
  property: string;
  events: string[];
}

export interface FlowDraft {
  anchor: StepRule[];
  direction: "after" | "before";
  count: "sessions" | "persons";
  /** How long the path of a person is. */
  window: string;
  columns: number;
  rows: number;
  repeats: "collapsed" | "kept";
  by: CalledBy | null;
  clean: Clean;
}

/** A flow that says nothing but what it begins with. */
export function plainFlow(anchor: StepRule[]): FlowDraft {
  return {
    anchor,
    direction: "after",
    count: "sessions",
    window: "1d",
    columns: 4,
    rows: 10,
    repeats: "collapsed",
    by: null,
    clean: { hide: [], only: [], merge: [] },
  };
}

interface Known {
  funnels: Funnel[];
  goals: Goal[];
  catalogue: { event: string; events: number }[];
}

/** What is asked where nothing is said: what people do after the entry of the first funnel, else what they did before
 * the first macro, else after the most frequent event. Nothing begins with what never came. */
export function usualFlow({ funnels, goals, catalogue }: Known): FlowDraft {
  const came = cameOf(catalogue);
  const [entry] = funnels[0]?.steps ?? [];
  if (entry) {
    const { optional: _, first_ever: __, within_previous: ___, anchored: ____, ...rule } = entry;
    if (isHeard(rule, goals, came)) return plainFlow(rulesOf(rule));
  }
  const macro = goals.find((goal) => isPrimary(goal) && !isUnheard(goal, came));
  if (macro) return { ...plainFlow([{ goal: macro.id }]), direction: "before" };
  const [first] = catalogue
    .filter(({ event }) => came.includes(event))
    .sort((a, b) => b.events - a.events || (a.event < b.event ? -1 : 1));
  return plainFlow([{ event: first?.event ?? "*" }]);
}

export function isSame(a: FlowDraft, b: FlowDraft): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The draft without what can't stand together, and what had to go, in sentences. */
export function repairedFlow(draft: FlowDraft): { draft: FlowDraft; lost: string[] } {
  const { clean, lost } = repairedClean(draft.clean);
  const within = (field: "columns" | "rows", most: number) => {
    const sound = Math.min(most, Math.max(1, Math.round(draft[field])));
    if (sound !== draft[field]) lost.push(`A flow has 1 to ${most} ${field}: it has ${sound} now.`);
    return sound;
  };
  const columns = within("columns", MOST_COLUMNS);
  const rows = within("rows", MOST_ROWS);
  return { draft: { ...draft, columns, rows, clean }, lost };
}

/** What has to be said before it can be asked; nothing if it can. */
export function unsaidOfFlow({ anchor, by }: FlowDraft): string | null {
  if (!anchor.some(isWhole)) return "Say what paths begin with: an event, a page or a goal.";
  if (by && by.property.trim() === "") return "Say by which property events are called.";
  return null;
}

interface Asked {
  range?: Range;
  filters?: Filter[];
  compare?: "previous";
  population?: string;
}

/** What is asked. What says nothing is not written. */
export function flowQuestion(draft: FlowDraft, { range, filters, population }: Asked): FlowQuestion {
  const { draft: sound } = repairedFlow(draft);
  const { hide, only, merge } = sound.clean;
  const whole = merge.filter(({ as, names }) => as !== "" && names.length > 0);
  const clean = {
    ...(hide.length > 0 ? { hide } : {}),
    ...(only.length > 0 ? { only } : {}),
    ...(whole.length > 0 ? { merge: whole } : {}),
  };
  const by = sound.by && {
    property: sound.by.property.trim(),
    ...(sound.by.events.length > 0 ? { events: sound.by.events } : {}),
  };
  return {
    kind: "flow",
    anchor: ruleOf(sound.anchor.filter(isWhole)),
    direction: sound.direction,
    count: sound.count,
    ...(sound.count === "persons" ? { window: sound.window } : {}),
    columns: sound.columns,
    rows: sound.rows,
    repeats: sound.repeats,
    ...(by ? { by } : {}),
    ...(Object.keys(clean).length > 0 ? { clean } : {}),
    ...(range ? { range } : {}),
    ...(filters ? { filters } : {}),
    ...(population ? { population } : {}),
  };
}
