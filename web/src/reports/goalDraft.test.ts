import { expect, test } from "vitest";
import type { Goal } from "../api/types";
import { freshGoal, goalDraftOf, goalOf, missingOf } from "./goalDraft";

const euros = (major: number, currency: string | null) => ({
  minor: Math.round(major * 100),
  currency: currency ?? "EUR",
});
const major = (money: { minor: number }) => money.minor / 100;

const goals: Goal[] = [
  {
    id: "order",
    name: "Order",
    class: "macro",
    kind: "revenue",
    standing: "primary",
    when: { event: "purchase" },
    counting: "once_per_order",
    value: { event_value: true },
    owner: "Ada",
    description: "x",
  },
  {
    id: "demo",
    name: "Demo",
    class: "macro",
    kind: "lead",
    standing: "lifecycle",
    when: { page: { path: "/thanks", match: "exact" } },
    counting: "every",
    value: { fixed: { minor: 4900, currency: "USD" } },
    owner: "",
    description: "",
  },
  {
    id: "compare",
    name: "Compared",
    class: "micro",
    when: { count: { event: "product_viewed" }, at_least: 3, within: "1d" },
    counting: "every",
    owner: "",
    description: "",
  },
  {
    id: "lost",
    name: "Lost cart",
    class: "micro",
    when: { absence: [{ event: "cart" }, { event: "order" }], within: "1d" },
    counting: "once_per_person",
    value: { none: "counted only" },
    owner: "",
    description: "",
  },
];

test("a goal comes back from its draft as it was", () => {
  for (const goal of goals) expect(goalOf(goalDraftOf(goal, major), euros)).toEqual(goal);
});

test("a macro is not saved without a value or the reason for none", () => {
  const draft = { ...freshGoal(), name: "Call", first: { event: "call" } };
  expect(missingOf(draft)).toBeUndefined();
  expect(missingOf({ ...draft, worth: "none" })).toMatch(/why/);
  expect(missingOf({ ...draft, worth: "none", reason: "priced later" })).toBeUndefined();
  expect(missingOf({ ...draft, worth: "absent" })).toMatch(/macro needs a value/);
  expect(missingOf({ ...draft, worth: "fixed" })).toMatch(/how much/);
  expect(missingOf({ ...draft, class: "micro", worth: "absent" })).toBeUndefined();
});
