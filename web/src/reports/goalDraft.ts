import type { Goal, StepRule } from "../api/types";
import { majorOf, minorOf } from "../format/money";
import { freeIdOf } from "./ids";
import { isWhole, withoutEmpty } from "./rules";

export type Form = "event" | "count" | "sequence" | "absence";
/** How a conversion is valued. `open` until somebody says; `absent` of a step that has no value of its own. */
export type Worth = "event_value" | "property" | "fixed" | "none" | "absent" | "open";

/** A goal while it is being defined: every field of every form, so that nothing typed is lost on the way. */
export interface GoalDraft {
  id: string | null;
  name: string;
  class: "macro" | "micro";
  kind: "revenue" | "lead" | "inquiry";
  standing: "primary" | "lifecycle";
  form: Form;
  first: StepRule;
  second: StepRule;
  atLeast: number;
  within: string;
  counting: NonNullable<Goal["counting"]>;
  orderProperty: string;
  worth: Worth;
  property: string;
  fixed: number | null;
  /** Of the fixed amount; the site's for a new one. */
  currency: string | null;
  reason: string;
  owner: string;
  description: string;
}

export function freshGoal(): GoalDraft {
  return {
    id: null,
    name: "",
    class: "macro",
    kind: "revenue",
    standing: "primary",
    form: "event",
    first: { event: "" },
    second: { event: "" },
    atLeast: 2,
    within: "7d",
    counting: "every",
    orderProperty: "",
    worth: "event_value",
    property: "",
    fixed: null,
    currency: null,
    reason: "",
    owner: "",
    description: "",
  };
}

export function goalDraftOf(goal: Goal): GoalDraft {
  const draft: GoalDraft = {
    ...freshGoal(),
    id: goal.id,
    name: goal.name,
    class: goal.class,
    kind: goal.kind ?? "revenue",
    standing: goal.standing ?? "primary",
    counting: goal.counting ?? "every",
    orderProperty: goal.order_property ?? "",
    owner: goal.owner ?? "",
    description: goal.description ?? "",
    ...whenOf(goal.when),
  };
  const { value } = goal;
  if (!value) return { ...draft, worth: "absent" };
  if ("event_value" in value) return { ...draft, worth: "event_value" };
  if ("property" in value) return { ...draft, worth: "property", property: value.property };
  if ("fixed" in value)
    return { ...draft, worth: "fixed", fixed: majorOf(value.fixed), currency: value.fixed.currency };
  return { ...draft, worth: "none", reason: value.none };
}

function whenOf(when: Goal["when"]): Partial<GoalDraft> {
  if ("count" in when)
    return { form: "count", first: when.count, atLeast: when.at_least, within: when.within };
  if ("sequence" in when) return pairOf("sequence", when.sequence, when.within);
  if ("absence" in when) return pairOf("absence", when.absence, when.within);
  return { form: "event", first: when };
}

function pairOf(form: Form, pair: StepRule[], within: string): Partial<GoalDraft> {
  return { form, first: pair[0] ?? { event: "" }, second: pair[1] ?? { event: "" }, within };
}

/** The document to be saved; the currency is that of a new amount. */
export function goalOf(draft: GoalDraft, currency: string): Goal {
  const isMacro = draft.class === "macro";
  const value = worthOf(draft, currency);
  return {
    id: draft.id ?? freeIdOf(draft.name, [], "goal"),
    name: draft.name.trim(),
    class: draft.class,
    ...(isMacro ? { kind: draft.kind, standing: draft.standing } : {}),
    when: conditionOf(draft),
    counting: draft.counting,
    ...(draft.counting === "once_per_order" && draft.orderProperty.trim() !== ""
      ? { order_property: draft.orderProperty.trim() }
      : {}),
    ...(value ? { value } : {}),
    owner: draft.owner.trim(),
    description: draft.description.trim(),
  };
}

function conditionOf(draft: GoalDraft): Goal["when"] {
  const { within } = draft;
  const [first, second] = [withoutEmpty(draft.first), withoutEmpty(draft.second)];
  switch (draft.form) {
    case "event":
      return first;
    case "count":
      return { count: first, at_least: draft.atLeast, within };
    case "sequence":
      return { sequence: [first, second], within };
    case "absence":
      return { absence: [first, second], within };
  }
}

function worthOf(draft: GoalDraft, siteCurrency: string): Goal["value"] | undefined {
  const currency = draft.currency ?? siteCurrency;
  switch (draft.worth) {
    case "event_value":
      return { event_value: true };
    case "property":
      return { property: draft.property.trim() };
    case "fixed":
      return draft.fixed === null
        ? undefined
        : { fixed: { minor: minorOf(draft.fixed, currency), currency } };
    case "none":
      return { none: draft.reason.trim() };
    case "absent":
    case "open":
      return undefined;
  }
}

/** What is still missing, in the order of the form; nothing if it can be saved. */
export function missingOf(draft: GoalDraft): string | undefined {
  if (draft.name.trim() === "") return "Give it a name";
  if (!isWhole(draft.first)) return "Say what counts";
  if ((draft.form === "sequence" || draft.form === "absence") && !isWhole(draft.second))
    return "Say what follows";
  if (draft.worth === "open") return "Say what one is worth, or that you can't say";
  if (draft.class === "macro" && draft.worth === "absent")
    return "A macro needs a value, or the reason why it has none";
  if (draft.worth === "property" && draft.property.trim() === "")
    return "Name the property that holds the value";
  if (draft.worth === "fixed" && draft.fixed === null) return "Say how much one is worth";
  if (draft.worth === "none" && draft.reason.trim() === "") return "Say why it has no value";
  return undefined;
}

export const MOST_PRIMARY = 3;

/** Whether it is one of the macros that everything else is judged by. */
export function isPrimary({ class: sort, standing }: Pick<Goal, "class" | "standing">): boolean {
  return sort === "macro" && (standing ?? "primary") === "primary";
}

/** How many primary macros have to make room for so many new ones, and which could: the north star stays. */
export function roomFor(
  fresh: number,
  existing: Goal[],
  northStar: string | null | undefined,
): { needed: number; choices: Goal[] } {
  const primaries = existing.filter(isPrimary);
  const needed = fresh === 0 ? 0 : Math.max(0, primaries.length + fresh - MOST_PRIMARY);
  return { needed, choices: primaries.filter(({ id }) => id !== northStar) };
}

/** Of what was chosen, what still holds: as many as are needed, each of those that could. */
export function chosenRoom(
  { needed, choices }: { needed: number; choices: Goal[] },
  chosen: string[],
): string[] {
  const known = chosen.filter(
    (id, place) => choices.some((goal) => goal.id === id) && chosen.indexOf(id) === place,
  );
  return known.slice(0, needed);
}

/** What is missing until there is room. */
export function roomMissing(room: { needed: number; choices: Goal[] }, chosen: string[]): string | undefined {
  if (room.needed > room.choices.length)
    return `Keep at most ${MOST_PRIMARY} primary macros; the north star can't make room`;
  if (chosenRoom(room, chosen).length < room.needed) return "Choose which macro makes room";
  return undefined;
}
