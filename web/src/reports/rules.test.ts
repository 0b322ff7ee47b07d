import { expect, test } from "vitest";
import { isWhole, ruleOf, rulesOf, withoutEmpty } from "./rules";

const big = { property: "total", op: "gt" as const, value: 20 };
const german = { property: "country", op: "eq" as const, value: "DE" };

test("alternatives within alternatives come out flat, with what is demanded of all", () => {
  const rule = {
    any_of: [
      { event: "a", filters: [big] },
      { any_of: [{ event: "b" }, { page: { path: "/c", match: "exact" as const } }] },
    ],
    filters: [german],
  };
  expect(rulesOf(rule)).toEqual([
    { event: "a", filters: [big, german] },
    { event: "b", filters: [german] },
    { page: { path: "/c", match: "exact" }, filters: [german] },
  ]);
  expect(rulesOf({ event: "a" })).toEqual([{ event: "a" }]);
});

test("one alternative is a rule of its own", () => {
  expect(ruleOf([{ event: "a" }])).toEqual({ event: "a" });
  expect(ruleOf([{ event: "a" }, { event: "b" }])).toEqual({ any_of: [{ event: "a" }, { event: "b" }] });
});

test("empty alternatives are left out, and what is whole is left as it is", () => {
  expect(withoutEmpty({ any_of: [{ event: "a" }, { event: "" }] })).toEqual({ event: "a" });
  const nested = { any_of: [{ any_of: [{ event: "a" }] }, { event: "b" }], filters: [big] };
  expect(withoutEmpty(nested)).toBe(nested);
  expect(isWhole({ any_of: [{ event: "" }] })).toBe(false);
});
