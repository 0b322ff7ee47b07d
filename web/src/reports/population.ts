/** A population while it is being made: groups of sentences, each about one thing that people did or are. */
import type { Condition, Population, PopulationQuestion, PopulationRef } from "../api/populations";
import type { Range } from "../api/types";
import { freeIdOf } from "./ids";
import { leafOf, missingInLeaf } from "./populationLeaf";
import { withoutEmpty } from "./rules";

export const MOST_LEAVES = 30;

/** All of several, or any of them. */
export interface Group {
  of: "all" | "any";
  conditions: Condition[];
}

export interface PopulationDraft extends Group {
  id: string | null;
  name: string;
  description: string;
}

export function emptyCondition(): Condition {
  return { did: { event: "" } };
}

export function newPopulation(): PopulationDraft {
  return { id: null, name: "", description: "", of: "all", conditions: [emptyCondition()] };
}

/** A condition as a group, where it is one and nothing else. */
export function groupOf(condition: Condition): Group | null {
  if (Object.keys(condition).length !== 1) return null;
  if ("all" in condition) return { of: "all", conditions: condition.all };
  if ("any" in condition) return { of: "any", conditions: condition.any };
  return null;
}

export function conditionOfGroup({ of, conditions }: Group): Condition {
  return of === "all" ? { all: conditions } : { any: conditions };
}

/** A saved population to be changed; what is no group becomes a group of one. */
export function populationDraft({ id, name, description = "", is }: Population): PopulationDraft {
  const group = groupOf(is) ?? { of: "all" as const, conditions: [is] };
  return { id, name, description, ...group };
}

/** Like another, to be saved under a name of its own. */
export function copyOf(population: Population): PopulationDraft {
  return { ...populationDraft(population), id: null, name: `${population.name} (copy)` };
}

/** As it is kept. A new one gets its id from its name. */
export function populationOf(draft: PopulationDraft, taken: string[] = []): Population {
  const name = draft.name.trim();
  const description = draft.description.trim();
  return {
    id: draft.id ?? freeIdOf(name, taken, "population"),
    name,
    ...(description === "" ? {} : { description }),
    is: cleaned(conditionOfGroup(draft)),
  };
}

/** Without alternatives that are still empty. Nothing changes its place, so that an error names the right one. */
export function cleaned(condition: Condition): Condition {
  if ("all" in condition) return { all: condition.all.map(cleaned) };
  if ("any" in condition) return { any: condition.any.map(cleaned) };
  if ("not" in condition) return { not: cleaned(condition.not) };
  if ("did" in condition) return { ...condition, did: withoutEmpty(condition.did) };
  if ("sequence" in condition) return { ...condition, sequence: condition.sequence.map(withoutEmpty) };
  return condition;
}

/** How many things it asks for. */
export function leavesIn(condition: Condition): number {
  if ("all" in condition) return condition.all.reduce((sum, one) => sum + leavesIn(one), 0);
  if ("any" in condition) return condition.any.reduce((sum, one) => sum + leavesIn(one), 0);
  return "not" in condition ? leavesIn(condition.not) : 1;
}

/** What has to be said before it can be asked; nothing if it can. */
export function unsaidOf(condition: Condition): string | null {
  const group = groupOf(condition);
  if (group) {
    if (group.conditions.length === 0) return "A group needs at least one condition.";
    return group.conditions.map(unsaidOf).find((missing) => missing !== null) ?? null;
  }
  const leaf = leafOf(condition);
  return leaf ? missingInLeaf(leaf) : null;
}

export function populationQuestion(
  population: PopulationRef,
  interval: "day" | "week" | "month",
  { range }: { range?: Range },
): PopulationQuestion {
  return { kind: "population", population, interval, ...(range ? { range } : {}) };
}

/** Where an error of the server lies: the places from the outermost group inwards, by the name of its field. */
export function placesOf(field: string | undefined): number[] {
  const [, inside] = /(?:^|\.)is\b(.*)$/.exec(field ?? "") ?? [];
  if (inside === undefined) return [];
  const places: number[] = [];
  // What lies in a group goes on as `.all[1]`; any other field belongs to the condition found so far.
  let rest = inside;
  for (;;) {
    const found = /^(?:\.not)?\.(?:all|any)\[(\d+)\]/.exec(rest);
    if (!found) return places;
    places.push(Number(found[1]));
    rest = rest.slice(found[0].length);
  }
}
