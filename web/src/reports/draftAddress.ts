/** A draft as it stands in the address, where anybody may write anything. */
import { isDuration, isObject, jsonOf, oneOf } from "./addressed";
import {
  type Draft,
  type DraftExclusion,
  type DraftStep,
  MOST_EXCLUSIONS,
  MOST_STEPS,
  newDraft,
  repaired,
} from "./draft";
import { isRule } from "./rules";

/** From the address; nothing for what is no draft. What makes no sense in it is left out. */
export function readDraft(text: string | undefined): Draft | null {
  if (!text) return null;
  const value = jsonOf(text);
  if (!isObject(value) || !Array.isArray(value.steps)) return null;
  const steps = value.steps.map(readStep);
  if (steps.some((step) => step === null)) return null;
  const usual = newDraft();
  const { draft } = repaired({
    id: typeof value.id === "string" ? value.id : null,
    name: textOf(value.name),
    description: textOf(value.description),
    steps: (steps as DraftStep[]).slice(0, MOST_STEPS),
    window: isDuration(value.window) ? value.window : usual.window,
    entry: oneOf(["best", "first"], value.entry),
    order: oneOf(["ordered", "strict", "any"], value.order),
    scope: oneOf(["all", "steps"], value.scope),
    open: value.open === true,
    exclusions: listOf(value.exclusions).flatMap(readExclusion).slice(0, MOST_EXCLUSIONS),
    on_exclusion: oneOf(["keep", "drop"], value.on_exclusion),
  });
  return draft;
}

/** A step; a list of rules is one without terms. */
function readStep(value: unknown): DraftStep | null {
  if (Array.isArray(value)) return readStep({ rules: value });
  if (!isObject(value) || !Array.isArray(value.rules) || !value.rules.every(isRule)) return null;
  return {
    rules: value.rules,
    ...(value.optional === true ? { optional: true } : {}),
    ...(value.first_ever === true ? { first_ever: true } : {}),
    ...(isDuration(value.within_previous) ? { within_previous: value.within_previous } : {}),
    ...(value.anchored === true ? { anchored: true } : {}),
  };
}

function readExclusion(value: unknown): DraftExclusion[] {
  if (!isObject(value) || !Array.isArray(value.rules) || !value.rules.every(isRule)) return [];
  // A goal ends no attempt.
  if (value.rules.some((rule) => rule.goal !== undefined)) return [];
  const from_step = isOrdinal(value.from_step) ? value.from_step : 1;
  return [{ rules: value.rules, from_step, to_step: isOrdinal(value.to_step) ? value.to_step : null }];
}

function isOrdinal(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
