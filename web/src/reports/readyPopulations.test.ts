import { expect, test } from "vitest";
import type { Goal } from "../api/types";
import { isCondition } from "./populationAddress";
import { readyPopulations } from "./readyPopulations";

const order = {
  id: "order",
  name: "Order",
  class: "macro",
  kind: "revenue",
  when: { event: "purchase" },
} as Goal;
const cart = { id: "cart", name: "In the cart", class: "micro", when: { event: "cart" } } as Goal;
const came = (...events: string[]) => events.map((event, place) => ({ event, events: 100 - place }));

const namesOf = (goals: Goal[], events: string[]) =>
  readyPopulations({ goals, catalogue: came(...events) }).map(({ name }) => name);

test("of a step and an outcome that both came in", () => {
  const ready = readyPopulations({ goals: [cart, order], catalogue: came("pageview", "cart", "purchase") });
  expect(ready[0]).toEqual({
    name: "In the cart, never Order",
    is: { all: [{ did: { goal: "cart" } }, { not: { did: { goal: "order" } } }] },
  });
  expect(ready).toHaveLength(3);
  for (const { is } of ready) expect(isCondition(is)).toBe(true);
});

test("nothing is offered of what never came in", () => {
  expect(namesOf([cart, order], ["pageview", "cart"])).toEqual(["Here often", "In the cart, quiet since"]);
  expect(namesOf([cart, order], ["pageview", "purchase"])).toEqual([
    "Order twice or more",
    "Order, quiet since",
  ]);
  expect(namesOf([cart, order], [])).toEqual([]);
  expect(namesOf([cart, order], ["$identify"])).toEqual([]);
});

test("without goals the most frequent event that tells anything", () => {
  expect(namesOf([], ["pageview", "search", "cart"])).toEqual(["Here often", "search, quiet since"]);
  expect(namesOf([order], ["pageview", "purchase", "search"])[0]).toBe("search, never Order");
});
