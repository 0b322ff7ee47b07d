import { expect, test } from "vitest";
import { detailsOf, personOf, worthOf } from "./previewCells";

test("a known user goes before the device", () => {
  expect(personOf({ user_id: "u1", anonymous_id: "d1" })).toBe("u1");
  expect(personOf({ user_id: null, anonymous_id: "d1" })).toBe("d1");
  expect(personOf(null)).toBe("");
});

test("money with its currency, as it came", () => {
  expect(worthOf({ value: "49.90", currency: "EUR" })).toBe("49.90 EUR");
  expect(worthOf({ value: 0, currency: null })).toBe("0");
  expect(worthOf({ currency: "EUR" })).toBe("");
});

test("what has no cell of its own stands under its path", () => {
  const event = {
    event: "a",
    order_id: "o1",
    properties: { plan: "pro", tags: ["x"], none: null },
    context: { page: { path: "/p" } },
  };
  expect(detailsOf(event)).toBe('order_id: o1 · plan: pro · tags: ["x"] · page.path: /p');
});
