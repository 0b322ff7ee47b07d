import { expect, test } from "vitest";
import type { Goal } from "../api/types";
import { chosenRoom, freshGoal, goalDraftOf, goalOf, missingOf, roomFor, roomMissing } from "./goalDraft";

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
  {
    id: "contact",
    name: "Contact",
    class: "micro",
    when: {
      any_of: [{ event: "call" }, { any_of: [{ event: "mail" }, { event: "chat" }] }],
      filters: [{ property: "total", op: "gt", value: 2 }],
    },
    counting: "every",
    owner: "",
    description: "",
  },
];

test("a goal comes back from its draft as it was", () => {
  for (const goal of goals) expect(goalOf(goalDraftOf(goal), "EUR")).toEqual(goal);
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

test("an alternative that was begun and left empty is not saved", () => {
  const draft = { ...freshGoal(), name: "Call", first: { any_of: [{ event: "call" }, { event: "" }] } };
  expect(missingOf(draft)).toBeUndefined();
  expect(goalOf(draft, "EUR").when).toEqual({ event: "call" });
});

test("a fourth primary macro needs one that makes room, which the north star can't", () => {
  const macro = (id: string, standing?: "lifecycle"): Goal => ({
    id,
    name: id,
    class: "macro",
    kind: "lead",
    when: { event: id },
    ...(standing ? { standing } : {}),
  });
  const existing = [macro("a"), macro("b"), macro("c"), macro("d", "lifecycle")];
  const room = roomFor(1, existing, "a");
  expect(room.needed).toBe(1);
  expect(room.choices.map(({ id }) => id)).toEqual(["b", "c"]);
  expect(roomMissing(room, [])).toMatch(/makes room/);
  expect(roomMissing(room, ["a"])).toMatch(/makes room/);
  expect(roomMissing(room, ["c"])).toBeUndefined();
  expect(chosenRoom(room, ["c", "c", "b"])).toEqual(["c"]);
  expect(roomFor(0, existing, "a").needed).toBe(0);
  expect(roomMissing(roomFor(3, existing, "a"), ["b", "c"])).toMatch(/at most 3/);
});
