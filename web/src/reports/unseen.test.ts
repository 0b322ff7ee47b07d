import { expect, test } from "vitest";
import type { Goal } from "../api/types";
import { cameOf, guessOf, isUnheard, unseenOf } from "./unseen";

const goal = (name: string, when: object) => ({ id: name, name, class: "micro", when }) as never as Goal;
const CAME = ["Product page seen", "Put in basket", "Order placed"];

test("an event is known by what its name says, in any way of writing it", () => {
  expect(guessOf("purchase", CAME)).toBe("Order placed");
  expect(guessOf("cart", CAME)).toBe("Put in basket");
  expect(guessOf("product_viewed", CAME)).toBe("Product page seen");
  expect(guessOf("signup", ["Sign up", "login"])).toBe("Sign up");
  expect(guessOf("purchase", ["orderCompleted", "cartOpened"])).toBe("orderCompleted");
});

test("what nothing is like, or two are like, is not guessed", () => {
  expect(guessOf("checkout", CAME)).toBeNull();
  expect(guessOf("newsletter_signup", CAME)).toBeNull();
  expect(guessOf("purchase", ["Order begun", "Order placed"])).toBeNull();
  expect(guessOf("purchase", [])).toBeNull();
});

test("names that never came are told once, with all that wait for them", () => {
  const goals = [goal("Order", { event: "purchase" }), goal("Basket", { event: "Put in basket" })];
  const funnels = [
    { name: "Shop", steps: [{ event: "purchase" }, { goal: "Order" }, { event: "*" }] },
  ] as never;
  expect(unseenOf(goals, funnels, CAME)).toEqual([
    { name: "purchase", usedBy: ["Order", "funnel Shop"], guess: "Order placed" },
  ]);
  expect(cameOf([{ event: "$identify" }, { event: "a" }])).toEqual(["a"]);
});

test("a goal is unheard of only if nothing that it counts has come", () => {
  expect(isUnheard(goal("a", { event: "purchase" }), CAME)).toBe(true);
  expect(isUnheard(goal("a", { any_of: [{ event: "purchase" }, { event: "Order placed" }] }), CAME)).toBe(
    false,
  );
  expect(isUnheard(goal("a", { page: { path: "/thanks" } }), CAME)).toBe(false);
  expect(isUnheard(goal("a", { event: "*" }), CAME)).toBe(false);
});
