import { expect, test } from "vitest";
import type { Condition } from "../api/populations";
import { conditionOf, leafOf, missingInLeaf, newLeaf } from "./populationLeaf";

const pricing = { page: { path: "/pricing", match: "exact" as const } };

/** Each document that fields can say, and what the fields are. */
const SAID: [string, Condition, object][] = [
  [
    "did once, ever",
    { did: { event: "cart" } },
    { kind: "did", isNot: false, times: "at_least", number: 1, when: { of: "ever" } },
  ],
  [
    "did not, in the last days",
    { not: { did: pricing, range: { last: "7d" } } },
    { kind: "did", isNot: true, rules: [pricing], when: { of: "last", days: 7 } },
  ],
  [
    "at least so often within any span",
    { did: { event: "cart" }, at_least: 3, in_any: "7d" },
    { times: "at_least", number: 3, when: { of: "in_any", span: "7d" } },
  ],
  ["at most so often", { did: { event: "cart" }, at_most: 2 }, { times: "at_most", number: 2 }],
  ["exactly never", { did: { event: "cart" }, at_least: 0, at_most: 0 }, { times: "exactly", number: 0 }],
  [
    "between days, of which the last belongs to it",
    { did: { event: "cart" }, range: { start: "2028-02-01", end: "2028-03-01" } },
    { when: { of: "between", first: "2028-02-01", last: "2028-02-29" } },
  ],
  [
    "between days that are not said yet",
    { did: { event: "" }, range: { start: "", end: "" } },
    { when: { of: "between", first: "", last: "" } },
  ],
  [
    "spent",
    { did: { goal: "order" }, value: { currency: "EUR", at_least: "99.5" } },
    { kind: "spent", currency: "EUR", least: 99.5, most: null },
  ],
  [
    "any of several, with a filter",
    {
      did: {
        any_of: [{ event: "a" }, { event: "b", filters: [{ property: "plan", op: "eq", value: "pro" }] }],
      },
    },
    { kind: "did" },
  ],
  [
    "in order",
    { not: { sequence: [{ event: "a" }, { event: "b" }], within: "2h", range: { last: "30d" } } },
    { kind: "sequence", isNot: true, within: "2h", when: { of: "last", days: 30 } },
  ],
  [
    "a property of the person",
    { person: { property: "plan", op: "in", value: ["pro", "team"] } },
    { kind: "person", property: "plan", op: "in", value: ["pro", "team"] },
  ],
  [
    "a property that is set",
    { person: { property: "plan", op: "is_set" } },
    { kind: "person", op: "is_set" },
  ],
];

for (const [name, condition, fields] of SAID) {
  test(`fields say and write: ${name}`, () => {
    const leaf = leafOf(condition);
    expect(leaf).toMatchObject(fields);
    expect(leaf && conditionOf(leaf)).toEqual(condition);
  });
}

test("what is left out has its usual meaning", () => {
  expect(leafOf({ did: { event: "a" }, at_least: 0, at_most: 2 })).toMatchObject({
    times: "at_most",
    number: 2,
  });
  expect(leafOf({ sequence: [{ event: "a" }, { event: "b" }] })).toMatchObject({ within: "7d" });
});

/** What no line of fields can say without losing a part of it. */
const UNSAID: [string, Condition][] = [
  ["a group", { all: [{ did: { event: "a" } }] }],
  ["not of a group", { not: { any: [{ did: { event: "a" } }] } }],
  ["not of not", { not: { not: { did: { event: "a" } } } }],
  ["from so many to so many", { did: { event: "a" }, at_least: 2, at_most: 5 }],
  ["a range and a span", { did: { event: "a" }, at_least: 2, in_any: "1d", range: { last: "7d" } }],
  ["hours", { did: { event: "a" }, range: { last: "12h" } }],
  ["an instant", { did: { event: "a" }, range: { start: "2026-01-01T12:00:00Z", end: "2026-01-02" } }],
  ["an open end", { did: { event: "a" }, range: { start: "2026-01-01" } as never }],
  ["money and how often", { did: { event: "a" }, at_least: 2, value: { currency: "EUR", at_least: "1" } }],
  ["money that is no number", { did: { event: "a" }, value: { currency: "EUR", at_least: "much" } }],
  ["never at least", { did: { event: "a" }, at_least: 0 }],
  ["a field of another time", { did: { event: "a" }, weight: 2 } as never],
];

for (const [name, condition] of UNSAID) {
  test(`fields leave alone: ${name}`, () => expect(leafOf(condition)).toBeNull());
}

test("another verb keeps what it is about", () => {
  const did = leafOf({ not: { did: { event: "cart" }, range: { last: "7d" } } });
  if (!did) throw new Error("it is a sentence");
  const spent = newLeaf("spent", did, "CHF");
  expect(spent).toMatchObject({ isNot: true, currency: "CHF", when: { of: "last", days: 7 } });
  expect(conditionOf(spent)).toEqual({
    not: { did: { event: "cart" }, value: { currency: "CHF", at_least: "100" }, range: { last: "7d" } },
  });
  // Only what is done several times is done within any span.
  const span = leafOf({ did: { event: "cart" }, at_least: 2, in_any: "7d" });
  expect(span && newLeaf("sequence", span, "EUR")).toMatchObject({
    steps: [[{ event: "cart" }], [{ event: "" }]],
    when: { of: "ever" },
  });
});

test("what a sentence lacks is said", () => {
  const lacks = (condition: Condition) => {
    const leaf = leafOf(condition);
    return leaf && missingInLeaf(leaf);
  };
  expect(lacks({ did: { event: "" } })).toMatch(/what was done/);
  expect(lacks({ did: { event: "a" }, range: { start: "", end: "" } })).toMatch(/which days/);
  expect(lacks({ did: { event: "a" }, range: { start: "2026-02-02", end: "2026-02-01" } })).toMatch(/before/);
  expect(lacks({ did: { event: "a" }, value: { currency: "EUR" } })).toMatch(/how much/);
  expect(lacks({ sequence: [{ event: "a" }, { event: "" }] })).toMatch(/first and what after/);
  expect(lacks({ person: { property: "plan", op: "eq", value: "" } })).toMatch(/“plan” is compared/);
  expect(lacks({ person: { property: "plan", op: "is_set" } })).toBeNull();
  expect(lacks({ did: { event: "a" } })).toBeNull();
});
