import { useQuery } from "@tanstack/react-query";
import { api, documentOf } from "./client";
import type { AnswerBase, Filter, Range, Rate, StepRule } from "./types";

/** Who belongs to a population, by what was done before an instant. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | DidCondition
  | SequenceCondition
  | { person: PersonProperty };

export interface DidCondition {
  did: StepRule;
  at_least?: number;
  at_most?: number;
  range?: Range;
  /** All of them within some span so long. */
  in_any?: string;
  /** Bounds of the sum of their money. */
  value?: { currency: string; at_least?: string; at_most?: string };
}

export interface SequenceCondition {
  sequence: StepRule[];
  within?: string;
  range?: Range;
}

export interface PersonProperty {
  property: string;
  op: Filter["op"];
  value?: unknown;
}

/** A saved population. */
export interface Population {
  id: string;
  name: string;
  description?: string;
  is: Condition;
}

/** A saved population by its id, or one by its condition. */
export type PopulationRef = string | { id: string; as_of?: string } | { is: Condition; as_of?: string };

export interface PopulationQuestion {
  kind: "population";
  population: PopulationRef;
  interval?: "day" | "week" | "month";
  range?: Range;
}

export interface PopulationPoint {
  start: string;
  size: number;
  known: number;
  rate?: Rate | null;
  entered: number;
  left: number;
  complete: boolean;
}

export interface PopulationAnswer extends AnswerBase {
  name?: string | null;
  size: number;
  known: number;
  rate?: Rate | null;
  points: PopulationPoint[];
}

type Call = (path: string, init: object) => Promise<{ data?: unknown }>;
const calls = api as unknown as Record<"GET" | "POST" | "PUT" | "DELETE", Call>;
const ALL = "/api/v1/sites/{site}/populations";
const ONE = `${ALL}/{population}`;

export function usePopulations(site: string) {
  return useQuery({
    queryKey: ["populations", site],
    queryFn: async () => {
      const list = await documentOf(calls.GET(ALL, { params: { path: { site } } }));
      return (list as { populations: Population[] }).populations;
    },
  });
}

/** Adds a population or replaces it. */
export function savePopulation(change: { site: string; population: Population; isNew: boolean }) {
  const { site, population, isNew } = change;
  return isNew
    ? documentOf(calls.POST(ALL, { params: { path: { site } }, body: population }))
    : documentOf(calls.PUT(ONE, { params: { path: { site, population: population.id } }, body: population }));
}

export function removePopulation({ site, id }: { site: string; id: string }) {
  return documentOf(calls.DELETE(ONE, { params: { path: { site, population: id } } }));
}
