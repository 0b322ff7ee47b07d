/** Goals of a template on their way to a site: what is ticked, named, valued. */
import type { BusinessModel } from "../api/administration";
import type { Funnel, Goal, StepRule } from "../api/types";
import {
  chosenRoom,
  type GoalDraft,
  goalDraftOf,
  goalOf,
  isPrimary,
  missingOf,
  roomFor,
  roomMissing,
} from "./goalDraft";
import { goalsIn, ownNames, renamed } from "./names";

/** Where the drafts of a site are kept while its page is open. */
export function draftsKey(site: string, model: string): string {
  return `cairn.start.goals.${site}.${model}`;
}

/** A goal of the template. */
export interface TemplateDraft {
  goal: GoalDraft;
  isOn: boolean;
  /** It counts at the site already: it can't be left out, and is edited elsewhere. */
  exists: boolean;
}

/** What the page of goals holds. */
export interface Drafts {
  goals: TemplateDraft[];
  /** Own names of the template's events and pages. */
  names: Record<string, string>;
  northStar: string;
  /** Primary macros of the site that make room for new ones. */
  demoted: string[];
  isFunnelOn: boolean;
}

export interface TemplateGoal extends Omit<Goal, "value"> {
  value?: Goal["value"] | null;
  value_hint?: string | null;
}

/** The goals of a template, as they are. */
export function templateGoals(model: BusinessModel): TemplateGoal[] {
  return model.goals as unknown as TemplateGoal[];
}

/**
 * Everything as the template has it; what exists at the site already, as it is there. Where some exist, the others
 * were left out once and stay so until they are ticked.
 */
export function draftsOf(model: BusinessModel, existing: Goal[], northStar = model.north_star): Drafts {
  const goals = templateGoals(model).map((template): TemplateDraft => {
    const there = existing.find(({ id }) => id === template.id);
    const goal = there ? goalDraftOf(there) : draftOf(template);
    return { goal, exists: there !== undefined, isOn: there !== undefined || existing.length === 0 };
  });
  return { goals, names: ownNames(model, existing, []), northStar, demoted: [], isFunnelOn: true };
}

/** A macro whose worth only its owner knows asks for it. */
function draftOf({ value_hint: _, value, ...template }: TemplateGoal): GoalDraft {
  const draft = goalDraftOf({ ...template, ...(value ? { value } : {}) } as Goal);
  return !value && template.class === "macro" ? { ...draft, worth: "open" } : draft;
}

/** The goals that would be added. */
export function freshOf(drafts: Drafts): GoalDraft[] {
  return drafts.goals.filter(({ isOn, exists }) => isOn && !exists).map(({ goal }) => goal);
}

/** What has to make room for the new primary macros. */
export function roomOf(drafts: Drafts, existing: Goal[], northStar: string | null | undefined) {
  return roomFor(freshOf(drafts).filter(isPrimary).length, existing, northStar);
}

/** What still has to be said, by goal; and of all of them together under "". */
export function faultsOf(
  drafts: Drafts,
  existing: Goal[] = [],
  northStar?: string | null,
): Record<string, string> {
  const fresh = freshOf(drafts);
  const faults: Record<string, string> = {};
  for (const goal of fresh) {
    const fault = missingOf(goal);
    if (fault) faults[goal.id ?? ""] = `${fault}.`;
  }
  const room = roomMissing(roomOf(drafts, existing, northStar), drafts.demoted);
  if (room) faults[""] = `${room}.`;
  if (![...existing, ...fresh].some(isPrimary))
    faults[""] = "Keep at least one macro: it is what everything else is judged by.";
  if (Object.values(drafts.names).some((name) => name.trim() === ""))
    faults[""] = "An event or page has no name.";
  return faults;
}

/** The goal as it is saved. */
export function templateGoalOf(draft: GoalDraft, names: Record<string, string>, currency: string): Goal {
  const goal = goalOf(draft, currency);
  return { ...goal, when: renamed(goal.when, names) };
}

/** The template's funnel with own names. A goal that is left out is replaced by what it would have counted. */
export function funnelOf(model: BusinessModel, drafts: Drafts): Funnel {
  const off = drafts.goals.filter((draft) => !draft.isOn).map(({ goal }) => goal.id ?? "");
  const templates = templateGoals(model);
  const step = (rule: StepRule): StepRule => {
    const goal =
      rule.goal !== undefined && off.includes(rule.goal)
        ? templates.find(({ id }) => id === rule.goal)
        : undefined;
    const isPlain = goal && ("event" in goal.when || "page" in goal.when || "any_of" in goal.when);
    return isPlain ? (goal.when as StepRule) : rule;
  };
  const steps = (model.funnel.steps as StepRule[]).map((rule) => renamed(step(rule), drafts.names));
  const { window = "7d", entry = "best" } = model.funnel;
  return { ...model.funnel, steps, window, entry };
}

/** Whether each goal that the funnel names will exist. */
export function isFunnelWhole(model: BusinessModel, drafts: Drafts): boolean {
  const on = drafts.goals.filter((draft) => draft.isOn).map(({ goal }) => goal.id ?? "");
  return funnelOf(model, drafts).steps.every((step) => goalsIn(step).every((goal) => on.includes(goal)));
}

/** The north star, or the first primary macro where that one is none. What makes room can't be it. */
export function northStarOf(drafts: Drafts, existing: Goal[] = []): string | null {
  const ofTemplate = drafts.goals
    .filter(({ isOn, goal }) => isOn && isPrimary(goal))
    .map(({ goal }) => goal.id ?? "");
  const all = [...ofTemplate, ...existing.filter(isPrimary).map(({ id }) => id)];
  const making = chosenRoom(roomOf(drafts, existing, null), drafts.demoted);
  const staying = all.filter((id) => !making.includes(id));
  return staying.includes(drafts.northStar) ? drafts.northStar : (staying[0] ?? null);
}
