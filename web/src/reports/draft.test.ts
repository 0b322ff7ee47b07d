import { expect, test } from "vitest";
import { draftOf, funnelOf, moved, readDraft } from "./draft";

test("a funnel comes back from its draft as it was", () => {
  const funnel = {
    id: "checkout",
    name: "Checkout",
    description: "Where carts are lost.",
    window: "2d",
    entry: "first" as const,
    steps: [
      { event: "cart", filters: [{ property: "total", op: "gt" as const, value: 20 }] },
      { any_of: [{ event: "checkout" }, { page: { path: "/pay", match: "prefix" as const } }] },
      { goal: "order" },
    ],
  };
  expect(funnelOf(draftOf(funnel))).toEqual(funnel);
});

test("steps that are still empty ask nothing", () => {
  const draft = {
    id: null,
    name: "My funnel",
    window: "7d",
    entry: "best" as const,
    description: "",
    steps: [[{ event: "cart" }], [{ event: "" }], [{}]],
  };
  expect(funnelOf(draft).steps).toEqual([{ event: "cart" }]);
});

test("names get ids of their own, also those without a Latin letter", () => {
  const draft = { id: null, name: "結帳", window: "7d", entry: "best" as const, description: "", steps: [] };
  expect(funnelOf(draft).id).toBe("funnel");
  expect(funnelOf(draft, ["funnel"]).id).toBe("funnel-2");
  expect(funnelOf({ ...draft, name: "Checkout (new)" }, ["checkout-new"]).id).toBe("checkout-new-2");
});

test("a step moves by one place and not beyond the ends", () => {
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 0, -1)).toEqual(["a", "b", "c"]);
  expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "b", "c"]);
});

test("an address that holds no draft holds none", () => {
  expect(readDraft("{")).toBeNull();
  expect(readDraft("[]")).toBeNull();
  expect(readDraft('{"steps": [1]}')).toBeNull();
  expect(readDraft('{"steps": [[{"event": "x"}]]}')).toMatchObject({ window: "7d", entry: "best" });
});
