/** A funnel while it is being made, and what may stand together in it. */
import type { Funnel, FunnelStep, StepRule } from "../api/types";

export const MOST_STEPS = 30;
export const MOST_EXCLUSIONS = 32;

/** What is asked of a step beside what it takes. */
export type StepTerms = Pick<FunnelStep, "optional" | "first_ever" | "within_previous" | "anchored">;

/** Takes one rule or any of several. */
export interface DraftStep extends StepTerms {
  rules: StepRule[];
}

/** What ends an attempt that has reached one step and not yet another. Steps count from 1; the last if there is none. */
export interface DraftExclusion {
  rules: StepRule[];
  from_step: number;
  to_step: number | null;
}

export interface Draft {
  id: string | null;
  name: string;
  description: string;
  steps: DraftStep[];
  window: string;
  entry: "best" | "first";
  order: NonNullable<Funnel["order"]>;
  scope: "all" | "steps";
  open: boolean;
  exclusions: DraftExclusion[];
  on_exclusion: NonNullable<Funnel["on_exclusion"]>;
}

export function emptyStep(): DraftStep {
  return { rules: [{ event: "" }] };
}

/** One that asks nothing yet. */
export function newDraft(): Draft {
  return {
    id: null,
    name: "",
    description: "",
    steps: [emptyStep(), emptyStep()],
    window: "7d",
    entry: "best",
    order: "ordered",
    scope: "all",
    open: false,
    exclusions: [],
    on_exclusion: "keep",
  };
}

/** Places changed. */
export function moved<T>(items: T[], from: number, by: number): T[] {
  const to = from + by;
  if (to < 0 || to >= items.length) return items;
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

/** Only the steps that pass. What ends attempts stays between those beside which it stood. */
export function withSteps(draft: Draft, passes: (step: DraftStep, place: number) => boolean): Draft {
  const kept = draft.steps.map(passes);
  const keptBefore = (ordinal: number) => kept.slice(0, ordinal).filter(Boolean).length;
  return {
    ...draft,
    steps: draft.steps.filter((_, place) => kept[place]),
    exclusions: draft.exclusions.map((exclusion) => ({
      ...exclusion,
      from_step: Math.max(1, keptBefore(exclusion.from_step)),
      to_step: exclusion.to_step === null ? null : keptBefore(exclusion.to_step - 1) + 1,
    })),
  };
}

/** Which terms a step of the draft may have. */
export function allowedTerms({ steps, order }: Draft, place: number): Record<keyof StepTerms, boolean> {
  const isAny = order === "any";
  return {
    optional: !isAny && place > 0 && place < steps.length - 1,
    within_previous: !isAny && place > 0,
    first_ever: !steps[place]?.rules.some((rule) => rule.goal !== undefined),
    anchored: isAny,
  };
}

/** The draft without what can't stand together, and what had to go, in sentences. */
export function repaired(draft: Draft): { draft: Draft; lost: string[] } {
  const lost = new Set<string>();
  const steps = draft.steps.map((step, place) => {
    const allowed = allowedTerms(draft, place);
    const next = { ...step };
    for (const term of Object.keys(allowed) as (keyof StepTerms)[]) {
      if (!next[term] || allowed[term]) continue;
      lost.add(whyNot(term, draft, place));
      delete next[term];
    }
    return next;
  });
  if (draft.open && draft.order === "any") lost.add("In any order attempts begin at any step anyway.");
  const exclusions = draft.exclusions
    .filter(({ from_step }) => from_step < steps.length)
    .map((exclusion) => {
      const { from_step, to_step } = exclusion;
      const isSound = to_step === null || (to_step > from_step && to_step <= steps.length);
      return isSound ? exclusion : { ...exclusion, to_step: null };
    });
  if (exclusions.length < draft.exclusions.length)
    lost.add("What ended an attempt between steps that are gone is gone with them.");
  const sound: Draft = {
    ...draft,
    steps,
    exclusions,
    scope: draft.order === "strict" ? draft.scope : "all",
    open: draft.open && draft.order !== "any",
  };
  return { draft: sound, lost: [...lost] };
}

function whyNot(term: keyof StepTerms, { order }: Draft, place: number): string {
  const step = `step ${place + 1}`;
  switch (term) {
    case "optional":
      return order === "any"
        ? `In any order no step may be left out: ${step} counts like the others now.`
        : `The first and the last step can't be left out: ${step} counts like the others now.`;
    case "within_previous":
      return order === "any"
        ? `In any order no step comes before another: the limit of ${step} is gone.`
        : "There is no step before the first: its limit is gone.";
    case "first_ever":
      return `A goal counts by its own rules: ${step} takes every conversion now.`;
    case "anchored":
      return "Steps in order keep their places anyway.";
  }
}

/** Whether it asks for more than steps and a window. */
export function hasMore(draft: Draft): boolean {
  return draft.order !== "ordered" || draft.entry !== "best" || draft.open || draft.exclusions.length > 0;
}
