import { expect, test } from "vitest";
import type { Condition } from "../api/populations";
import {
  cleaned,
  copyOf,
  leavesIn,
  newPopulation,
  placesOf,
  populationDraft,
  populationOf,
  populationQuestion,
  unsaidOf,
} from "./population";

const a: Condition = { did: { event: "a" } };
const b: Condition = { did: { event: "b" } };

test("what is no group becomes a group of one, and a group stays as it is", () => {
  expect(populationDraft({ id: "x", name: "X", is: a })).toMatchObject({ of: "all", conditions: [a] });
  const not: Condition = { not: { all: [a, b] } };
  expect(populationDraft({ id: "x", name: "X", is: not })).toMatchObject({ of: "all", conditions: [not] });
  const any = { id: "x", name: "X", is: { any: [a, { all: [a, b] }] } };
  expect(populationDraft(any)).toMatchObject({ of: "any", conditions: [a, { all: [a, b] }] });
  expect(populationOf(populationDraft(any))).toEqual(any);
});

test("a new one gets an id that is free, an edited one keeps its own, a copy is new", () => {
  const draft = { ...newPopulation(), name: " Hot leads ", conditions: [a] };
  expect(populationOf(draft, ["hot-leads"])).toEqual({
    id: "hot-leads-2",
    name: "Hot leads",
    is: { all: [a] },
  });
  expect(populationOf({ ...draft, name: "顧客" }).id).toBe("population");
  const saved = { id: "hot-leads", name: "Hot", is: a };
  expect(populationOf({ ...populationDraft(saved), name: "Cold" }, ["hot-leads"]).id).toBe("hot-leads");
  expect(copyOf(saved)).toMatchObject({ id: null, name: "Hot (copy)" });
});

test("empty alternatives go before it is asked, and no condition changes its place", () => {
  const half: Condition = { not: { did: { any_of: [{ event: "a" }, { event: "" }] } } };
  expect(cleaned({ any: [half, { sequence: [{ event: "a" }, { event: "b" }] }] })).toEqual({
    any: [{ not: a }, { sequence: [{ event: "a" }, { event: "b" }] }],
  });
});

test("what is missing is found however deep it lies", () => {
  expect(unsaidOf({ all: [] })).toMatch(/at least one/);
  expect(unsaidOf({ all: [a, { any: [b, { did: { event: "" } }] }] })).toMatch(/what was done/);
  expect(unsaidOf({ all: [a, { any: [b] }] })).toBeNull();
  expect(leavesIn({ all: [a, { not: { any: [a, b] } }] })).toBe(3);
});

test("an error is told at the condition it is of", () => {
  expect(placesOf("population.is.all[1].did.filters[0].value")).toEqual([1]);
  expect(placesOf("is.any[2].all[0].range")).toEqual([2, 0]);
  expect(placesOf("is.all[0].not.any[3].did")).toEqual([0, 3]);
  expect(placesOf("is.all[0].did.any_of[1].event")).toEqual([0]);
  expect(placesOf("population.is")).toEqual([]);
  expect(placesOf("range.start")).toEqual([]);
  expect(placesOf(undefined)).toEqual([]);
});

test("a question has no time where all of it is asked", () => {
  expect(populationQuestion("hot", "day", { range: { last: "7d" } })).toEqual({
    kind: "population",
    population: "hot",
    interval: "day",
    range: { last: "7d" },
  });
  expect(populationQuestion({ is: a }, "week", {})).toEqual({
    kind: "population",
    population: { is: a },
    interval: "week",
  });
});
