import { expect, test } from "vitest";
import type { Site } from "../../api/types";
import { changeOf, draftOf, isChanged, primaries } from "./siteChange";

const SITE = {
  id: "shop",
  name: "Shop",
  timezone: "UTC",
  currency: "EUR",
  week_start: "monday",
  events: 9,
  north_star: "order",
} as Site;

test("only what differs is sent", () => {
  const draft = { ...draftOf(SITE), name: " Big shop ", north_star: null };
  expect(changeOf(draft, SITE)).toEqual({ name: "Big shop", north_star: null });
});

test("a form that says the same changes nothing", () => {
  expect(isChanged({ ...draftOf(SITE), name: "Shop " }, SITE)).toBe(false);
  expect(isChanged({ ...draftOf(SITE), business_model: "saas" }, SITE)).toBe(true);
});

test("the north star is one of the primary macros", () => {
  const goals = [
    { id: "a", class: "macro" },
    { id: "b", class: "macro", standing: "lifecycle" },
    { id: "c", class: "micro" },
    { id: "d", class: "macro", standing: "primary" },
  ];
  expect(primaries(goals as never).map(({ id }) => id)).toEqual(["a", "d"]);
});
