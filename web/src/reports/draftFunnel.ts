/** A draft and the funnel it becomes. */
import type { Exclusion, Funnel, FunnelStep } from "../api/types";
import { type Draft, type DraftExclusion, type DraftStep, repaired, withSteps } from "./draft";
import { freeIdOf } from "./ids";
import { isWhole, ruleOf, rulesOf } from "./rules";

export function draftOf(funnel: Funnel): Draft {
  return {
    id: funnel.id,
    name: funnel.name,
    description: funnel.description ?? "",
    steps: funnel.steps.map(draftStepOf),
    window: funnel.window,
    entry: funnel.entry,
    order: funnel.order ?? "ordered",
    scope: funnel.scope ?? "all",
    open: funnel.open ?? false,
    exclusions: (funnel.exclusions ?? []).map(({ from_step, to_step, ...rule }) => ({
      rules: rulesOf(rule),
      from_step: from_step ?? 1,
      to_step: to_step ?? null,
    })),
    on_exclusion: funnel.on_exclusion ?? "keep",
  };
}

function draftStepOf({ optional, first_ever, within_previous, anchored, ...rule }: FunnelStep): DraftStep {
  return {
    rules: rulesOf(rule),
    ...(optional ? { optional } : {}),
    ...(first_ever ? { first_ever } : {}),
    ...(within_previous ? { within_previous } : {}),
    ...(anchored ? { anchored } : {}),
  };
}

/** What can be asked and saved: what is still empty is left out, and what says nothing is not written. A new one's id is
 * none of those taken. */
export function funnelOf(draft: Draft, taken: string[] = []): Funnel {
  const { draft: sound } = repaired(withSteps(draft, ({ rules }) => rules.some(isWhole)));
  const exclusions = sound.exclusions.filter(({ rules }) => rules.some(isWhole)).map(exclusionOf);
  return {
    id: draft.id ?? freeIdOf(draft.name, taken, "funnel"),
    name: draft.name,
    steps: sound.steps.map(stepOf),
    window: sound.window,
    entry: sound.entry,
    ...(sound.order === "ordered" ? {} : { order: sound.order }),
    ...(sound.scope === "all" ? {} : { scope: sound.scope }),
    ...(sound.open ? { open: true } : {}),
    ...(exclusions.length === 0 ? {} : { exclusions }),
    ...(exclusions.length === 0 || sound.on_exclusion === "keep" ? {} : { on_exclusion: sound.on_exclusion }),
    ...(draft.description === "" ? {} : { description: draft.description }),
  };
}

function stepOf({ rules, ...terms }: DraftStep): FunnelStep {
  return { ...ruleOf(rules.filter(isWhole)), ...terms };
}

function exclusionOf({ rules, from_step, to_step }: DraftExclusion): Exclusion {
  return {
    ...(ruleOf(rules.filter(isWhole)) as Exclusion),
    from_step,
    ...(to_step === null ? {} : { to_step }),
  };
}
