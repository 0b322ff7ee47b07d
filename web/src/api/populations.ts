import { useQuery } from "@tanstack/react-query";
import { api, documentOf } from "./client";
import type { components } from "./schema";
import type { AnswerBase, Filter, Range, Rate, StepRule } from "./types";

type Schemas = components["schemas"];

/** Who belongs to a population, by what was done before an instant; as it is written, without what the server fills in. */
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

export type PopulationPoint = Schemas["PopulationPoint"];

export interface PopulationAnswer extends AnswerBase {
  name?: string | null;
  size: number;
  known: number;
  rate?: Rate | null;
  points: PopulationPoint[];
}

export function usePopulations(site: string) {
  return useQuery({
    queryKey: ["populations", site],
    queryFn: async () => {
      const call = api.GET("/api/v1/sites/{site}/populations", { params: { path: { site } } });
      return (await documentOf(call)).populations as Population[];
    },
  });
}

/** Adds a population or replaces it. */
export function savePopulation(change: { site: string; population: Population; isNew: boolean }) {
  const { site, population, isNew } = change;
  // The server fills in what a condition leaves out.
  const body = population as Schemas["Population"];
  return isNew
    ? documentOf(api.POST("/api/v1/sites/{site}/populations", { params: { path: { site } }, body }))
    : documentOf(
        api.PUT("/api/v1/sites/{site}/populations/{population}", {
          params: { path: { site, population: population.id } },
          body,
        }),
      );
}

export function removePopulation({ site, id }: { site: string; id: string }) {
  return documentOf(
    api.DELETE("/api/v1/sites/{site}/populations/{population}", {
      params: { path: { site, population: id } },
    }),
  );
}
