/** Rules and their alternatives: an event, a page, a goal, or any of several. */
import type { StepRule } from "../api/types";

/** The alternatives of a rule, each by itself. What a rule demands of all of its alternatives stands in each, so that
 * nested ones come out flat: the server reads them the same way. */
export function rulesOf(rule: StepRule): StepRule[] {
  if (!rule.any_of) return [rule];
  const demanded = rule.filters ?? [];
  return rule.any_of
    .flatMap(rulesOf)
    .map((one) => (demanded.length === 0 ? one : { ...one, filters: [...(one.filters ?? []), ...demanded] }));
}

/** One rule of several alternatives. */
export function ruleOf(rules: StepRule[]): StepRule {
  return rules.length === 1 ? (rules[0] as StepRule) : { any_of: rules };
}

/** Whether it says what it takes. */
export function isWhole(rule: StepRule): boolean {
  return Boolean(rule.event || rule.goal || rule.page?.path || rule.any_of?.some(isWhole));
}

/** The same without alternatives that are still empty. What is whole stays as it is written. */
export function withoutEmpty(rule: StepRule): StepRule {
  if (!rule.any_of || rule.any_of.every(isWhole)) return rule;
  return ruleOf(rulesOf(rule).filter(isWhole));
}

/** Whether something from outside has the form of a rule, whole or not. */
export function isRule(value: unknown): value is StepRule {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { event, goal, page, any_of, filters } = value as Record<string, unknown>;
  const isText = (part: unknown) => part === undefined || typeof part === "string";
  const isList = (part: unknown, isOne: (one: unknown) => boolean) =>
    part === undefined || (Array.isArray(part) && part.every(isOne));
  return isText(event) && isText(goal) && isPage(page) && isList(any_of, isRule) && isList(filters, isFilter);
}

/** A rule from outside, or a list of alternatives. */
export function rulesIn(value: unknown): StepRule[] | undefined {
  if (Array.isArray(value)) return value.length > 0 && value.every(isRule) ? value : undefined;
  return isRule(value) ? rulesOf(value) : undefined;
}

function isPage(page: unknown): boolean {
  if (page === undefined) return true;
  if (typeof page !== "object" || page === null) return false;
  return "path" in page && typeof page.path === "string";
}

function isFilter(filter: unknown): boolean {
  if (typeof filter !== "object" || filter === null) return false;
  return "property" in filter && typeof filter.property === "string" && "op" in filter;
}
