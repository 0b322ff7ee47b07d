/** Goals of a template on their way to a site: what is ticked, named, valued. */
import type { BusinessModel } from "../../api/administration";
import type { Funnel, Goal, StepRule } from "../../api/types";
import { minorOf } from "../../format/money";
import { goalsIn, ownNames, renamed } from "../../reports/names";

/** Where the drafts of a site are kept while its page is open. */
export function draftsKey(site: string, model: string): string {
  return `cairn.start.${site}.${model}`;
}

/** How a conversion is valued. `open` until somebody says. */
export type Valuing = "event" | "fixed" | "none" | "open";

export interface GoalDraft {
  id: string;
  name: string;
  isOn: boolean;
  /** It counts at the site already: it can't be left out, and is edited elsewhere. */
  exists: boolean;
  valuing: Valuing;
  /** In major units, of a fixed value. */
  amount: number | null;
  /** Why it is worth nothing that could be said. */
  reason: string;
}

/** What the page of goals holds. */
export interface Drafts {
  goals: GoalDraft[];
  /** Own names of the template's events and pages. */
  names: Record<string, string>;
  northStar: string;
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
  const goals = templateGoals(model).map((goal) => {
    const there = existing.find(({ id }) => id === goal.id);
    const draft = draftOf(there ?? goal, there !== undefined);
    return { ...draft, isOn: draft.exists || existing.length === 0 };
  });
  return { goals, names: ownNames(model, existing, []), northStar, isFunnelOn: true };
}

function draftOf(goal: TemplateGoal, exists: boolean): GoalDraft {
  const { id, name, value } = goal;
  const plain = { id, name, exists, isOn: true, amount: null, reason: "" };
  if (value && "event_value" in value) return { ...plain, valuing: "event" };
  return { ...plain, valuing: goal.class === "macro" ? "open" : "none" };
}

export function isPrimary(goal: TemplateGoal): boolean {
  return goal.class === "macro" && (goal.standing ?? "primary") === "primary";
}

/** What still has to be said, by goal; and of all of them together under "". */
export function faultsOf(drafts: Drafts, templates: TemplateGoal[]): Record<string, string> {
  const faults: Record<string, string> = {};
  const on = drafts.goals.filter((draft) => draft.isOn);
  for (const draft of on) {
    const fault = faultOf(
      draft,
      templates.find(({ id }) => id === draft.id),
    );
    if (fault) faults[draft.id] = fault;
  }
  const primaries = on.filter(({ id }) => templates.some((goal) => goal.id === id && isPrimary(goal)));
  if (primaries.length === 0)
    faults[""] = "Keep at least one macro: it is what everything else is judged by.";
  if (primaries.length > 3) faults[""] = "Keep at most three primary macros.";
  if (Object.values(drafts.names).some((name) => name.trim() === ""))
    faults[""] = "An event or page has no name.";
  return faults;
}

function faultOf(draft: GoalDraft, template: TemplateGoal | undefined): string | undefined {
  if (draft.exists) return undefined;
  if (draft.name.trim() === "") return "It needs a name.";
  if (template?.class !== "macro") return undefined;
  if (draft.valuing === "open") return "Say what one is worth, or that you can't say.";
  if (draft.valuing === "fixed" && !(draft.amount !== null && draft.amount > 0))
    return "How much is one worth?";
  if (draft.valuing === "none" && draft.reason.trim() === "")
    return "Say in a few words why it has no value.";
  return undefined;
}

/** The goal as it is saved. */
export function goalOf(
  draft: GoalDraft,
  template: TemplateGoal,
  names: Record<string, string>,
  currency: string,
): Goal {
  const { value_hint: _, value: __, ...kept } = template;
  const goal = { ...kept, name: draft.name.trim(), when: renamed(template.when, names) } as Goal;
  if (template.class !== "macro") return template.value ? { ...goal, value: template.value } : goal;
  return { ...goal, value: valueOfGoal(draft, currency) };
}

function valueOfGoal(draft: GoalDraft, currency: string): NonNullable<Goal["value"]> {
  if (draft.valuing === "event") return { event_value: true };
  if (draft.valuing === "fixed") return { fixed: { minor: minorOf(draft.amount ?? 0, currency), currency } };
  return { none: draft.reason.trim() };
}

/** The template's funnel with own names. A goal that is left out is replaced by what it would have counted. */
export function funnelOf(model: BusinessModel, drafts: Drafts): Funnel {
  const off = drafts.goals.filter((draft) => !draft.isOn).map(({ id }) => id);
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
  const on = drafts.goals.filter((draft) => draft.isOn).map(({ id }) => id);
  return funnelOf(model, drafts).steps.every((step) => goalsIn(step).every((goal) => on.includes(goal)));
}

/** The north star, or the first primary macro where that one was left out. */
export function northStarOf(drafts: Drafts, templates: TemplateGoal[]): string | null {
  const primaries = templates.filter(isPrimary).map(({ id }) => id);
  const on = drafts.goals.filter(({ id, isOn }) => isOn && primaries.includes(id)).map(({ id }) => id);
  return on.includes(drafts.northStar) ? drafts.northStar : (on[0] ?? null);
}
