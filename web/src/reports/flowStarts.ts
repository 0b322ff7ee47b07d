/** Going on from what a picture of a flow shows. */
import type { StepRule } from "../api/types";
import { type FlowDraft, PATH } from "./flow";
import { namesBehind } from "./flowClean";

/** What paths would begin with that begin with a name of a column; nothing where the name does not say which events it
 * takes. */
export function anchorFrom(name: string, { by, clean }: FlowDraft, events: string[]): StepRule[] | null {
  const names = namesBehind(clean, name);
  // What a merge is called need not be a name of its own.
  const rules = names.map((one) => ruleFor(one, by, events));
  const found = rules.filter((rule) => rule !== null);
  const isOnlyCalled = names.length > 1 && rules[0] === null && names[0] === name && !events.includes(name);
  return found.length === 0 || found.length < rules.length - Number(isOnlyCalled) ? null : found;
}

function ruleFor(name: string, by: FlowDraft["by"], events: string[]): StepRule | null {
  const isCalled = (event: string) => by !== null && (by.events.length === 0 || by.events.includes(event));
  if (events.includes(name)) return isCalled(name) ? null : { event: name };
  const isPath = by?.property === PATH && by.events.length === 1 && by.events[0] === "pageview";
  return isPath ? { page: { path: name, match: "exact" } } : null;
}
