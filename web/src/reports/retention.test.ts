import { expect, test } from "vitest";
import type { Expiry, Retention } from "../api/retention";
import {
  consequence,
  draftOf,
  faultOfDays,
  faultOfEvent,
  goesSoon,
  isSame,
  MOST_RULES,
  retentionOf,
} from "./retention";

const EXPIRY: Expiry = {
  dry_run: true,
  expired: 1200,
  waiting: 34,
  lacks_room: false,
  kept_from: "2025-12-02",
  kept_from_by_event: {},
};

test("what is on record becomes a draft and the same again", () => {
  const some: Retention[] = [
    { keep_days: null, by_event: {} },
    { keep_days: 400, by_event: { view: 30, purchase: null } },
  ];
  for (const retention of some) {
    expect(retentionOf(draftOf(retention))).toEqual(retention);
  }
  expect(draftOf({})).toEqual({ days: null, rules: [] });
});

test("days are whole, one to a hundred years; a field left empty is none", () => {
  for (const days of [1, 30, 36_525, null]) expect(faultOfDays(days)).toBeUndefined();
  for (const days of [0, -1, 1.5, 36_526, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(faultOfDays(days)).toBeDefined();
    expect(retentionOf({ days, rules: [] })).toBeUndefined();
    expect(retentionOf({ days: 30, rules: [{ event: "view", days }] })).toBeUndefined();
  }
});

test("a rule needs an event, and an event has one rule", () => {
  const rules = [
    { event: "view", days: 30 },
    { event: " ", days: 30 },
    { event: "view", days: null },
  ];
  expect(rules.map((_, place) => faultOfEvent(rules, place) !== undefined)).toEqual([false, true, true]);
  expect(retentionOf({ days: null, rules })).toBeUndefined();
  expect(retentionOf({ days: null, rules: rules.slice(0, 1) })).toEqual({
    keep_days: null,
    by_event: { view: 30 },
  });
});

test("there are at most so many rules as the server takes", () => {
  const rules = Array.from({ length: MOST_RULES + 1 }, (_, number) => ({ event: `e${number}`, days: 3 }));
  expect(retentionOf({ days: null, rules })).toBeUndefined();
  expect(retentionOf({ days: null, rules: rules.slice(1) })).toBeDefined();
});

test("events named like parts of objects are events", () => {
  const draft = { days: 9, rules: [{ event: "constructor", days: 3 }] };
  expect(retentionOf(draft)).toEqual({ keep_days: 9, by_event: { constructor: 3 } });
});

test("the order of rules says nothing, what is left out is for ever", () => {
  expect(isSame({ by_event: { a: 1, b: 2 } }, { keep_days: null, by_event: { b: 2, a: 1 } })).toBe(true);
  expect(isSame({ keep_days: 1 }, { keep_days: 2 })).toBe(false);
  expect(isSame({ by_event: { a: null } }, {})).toBe(false);
});

test("what goes is what goes at once and what waits for some days", () => {
  expect(goesSoon(EXPIRY)).toBe(1234);
  expect(consequence(EXPIRY, 5000)).toMatch(/^1,234 of 5,000 events would go now\. .*2025/);
  expect(consequence({ ...EXPIRY, kept_from: null }, 5000)).toBe("1,234 of 5,000 events would go now.");
  const ruled = { ...EXPIRY, kept_from_by_event: { view: null } };
  expect(consequence(ruled, 5000)).toMatch(/^1,234 of 5,000 events would go now\. Events without a rule/);
  expect(consequence({ ...EXPIRY, expired: 0, waiting: 0 }, 5000)).toMatch(/nothing goes/);
});
