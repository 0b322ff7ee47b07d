/** Names of events and paths of pages inside rules of goals and funnels. */
import type { BusinessModel } from "../api/administration";
import type { Funnel, Goal } from "../api/types";

export interface NameInRule {
  kind: "event" | "page";
  name: string;
}

/** The events and pages that a rule speaks of, each once. */
export function namesIn(rule: unknown): NameInRule[] {
  const found: NameInRule[] = [];
  const add = (kind: NameInRule["kind"], name: unknown) => {
    if (typeof name !== "string" || name === "*") return;
    if (!found.some((one) => one.kind === kind && one.name === name)) found.push({ kind, name });
  };
  visit(rule, (part) => {
    add("event", part.event);
    const page = part.page;
    if (isObject(page)) add("page", page.path);
  });
  return found;
}

/** The goals that a rule speaks of. */
export function goalsIn(rule: unknown): string[] {
  const found: string[] = [];
  visit(rule, (part) => {
    if (typeof part.goal === "string") found.push(part.goal);
  });
  return found;
}

/** The same rule with own names of events and pages in the place of the template's. */
export function renamed<Rule>(rule: Rule, names: Record<string, string>): Rule {
  const rename = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(rename);
    if (!isObject(part)) return part;
    const entries = Object.entries(part).map(([key, value]) => {
      const isName = (key === "event" || key === "path") && typeof value === "string";
      return [key, isName ? (names[value]?.trim() ?? value) : rename(value)];
    });
    return Object.fromEntries(entries);
  };
  return rename(rule) as Rule;
}

/** What a site calls the events and pages of its template, as its goals and funnels have them. */
export function ownNames(model: BusinessModel, goals: Goal[], funnels: Funnel[]): Record<string, string> {
  const ofGoals = goals.map((goal) => [model.goals.find(({ id }) => id === goal.id)?.when, goal.when]);
  const ofFunnels = funnels
    .filter(({ id }) => id === model.funnel.id)
    .map(({ steps }) => [model.funnel.steps, steps]);
  const names: Record<string, string> = {};
  for (const [template, own] of [...ofGoals, ...ofFunnels]) {
    const [from, to] = [namesIn(template), namesIn(own)];
    // A rule that was given another form says nothing about names.
    if (from.length !== to.length) continue;
    from.forEach(({ kind, name }, index) => {
      const chosen = to[index];
      if (chosen?.kind === kind && chosen.name !== name) names[name] = chosen.name;
    });
  }
  return names;
}

function visit(part: unknown, see: (object: Record<string, unknown>) => void) {
  if (Array.isArray(part)) for (const one of part) visit(one, see);
  if (!isObject(part)) return;
  see(part);
  for (const [key, value] of Object.entries(part)) if (key !== "page" && key !== "filters") visit(value, see);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
