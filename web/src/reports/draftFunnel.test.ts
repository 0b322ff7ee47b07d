import { expect, test } from "vitest";
import type { Funnel } from "../api/types";
import { newDraft } from "./draft";
import { readDraft } from "./draftAddress";
import { draftOf, funnelOf } from "./draftFunnel";

const PLAIN: Funnel = {
  id: "checkout",
  name: "Checkout",
  description: "Where carts are lost.",
  window: "2d",
  entry: "first",
  steps: [
    { event: "cart", filters: [{ property: "total", op: "gt", value: 20 }] },
    { any_of: [{ event: "checkout" }, { page: { path: "/pay", match: "prefix" } }] },
    { goal: "order" },
  ],
};
const WITH_TERMS: Funnel = {
  ...PLAIN,
  steps: [
    { event: "cart", first_ever: true },
    { any_of: [{ event: "checkout" }, { event: "pay" }], optional: true, within_previous: "30m" },
    { goal: "order", within_previous: "2h" },
  ],
  order: "strict",
  scope: "steps",
  open: true,
  exclusions: [
    { event: "refund", from_step: 2 },
    { any_of: [{ event: "a" }, { page: { path: "/b", match: "exact" } }], from_step: 1, to_step: 2 },
  ],
  on_exclusion: "drop",
};
const ANY: Funnel = { ...PLAIN, order: "any", steps: [{ event: "a", anchored: true }, { event: "b" }] };

test.each([PLAIN, WITH_TERMS, ANY])(
  "a funnel comes back from its draft as it was, by way of the address",
  (funnel) => {
    expect(funnelOf(draftOf(funnel))).toEqual(funnel);
    const address = JSON.stringify(draftOf(funnel));
    expect(readDraft(address)).toEqual(draftOf(funnel));
  },
);

test("steps and endings that are still empty ask nothing", () => {
  const draft = {
    ...newDraft(),
    steps: [{ rules: [{ event: "cart" }] }, { rules: [{ event: "" }] }, { rules: [{}] }],
    exclusions: [{ rules: [{ event: "" }], from_step: 1, to_step: null }],
  };
  const funnel = funnelOf(draft);
  expect(funnel.steps).toEqual([{ event: "cart" }]);
  expect(funnel).not.toHaveProperty("exclusions");
});

test("a step before one that is still empty is the last, and can't be left out", () => {
  const rules = (event: string) => [{ event }];
  const draft = {
    ...newDraft(),
    steps: [{ rules: rules("a") }, { rules: rules("b"), optional: true }, { rules: rules("") }],
    exclusions: [{ rules: rules("x"), from_step: 1, to_step: 3 }],
  };
  expect(funnelOf(draft)).toMatchObject({
    steps: [{ event: "a" }, { event: "b" }],
    exclusions: [{ event: "x", from_step: 1 }],
  });
  expect(funnelOf(draft).steps[1]).not.toHaveProperty("optional");
});

test("names get ids of their own, also those without a Latin letter", () => {
  const draft = { ...newDraft(), name: "結帳" };
  expect(funnelOf(draft).id).toBe("funnel");
  expect(funnelOf(draft, ["funnel"]).id).toBe("funnel-2");
  expect(funnelOf({ ...draft, name: "Checkout (new)" }, ["checkout-new"]).id).toBe("checkout-new-2");
});
