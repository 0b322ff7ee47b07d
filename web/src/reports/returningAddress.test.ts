import { expect, test } from "vitest";
import { type ReturningDraft, usualReturning } from "./returning";
import { readReturning, writeReturning } from "./returningAddress";

test("the usual question needs no address", () => {
  expect(writeReturning(usualReturning())).toBeUndefined();
  expect(readReturning(undefined)).toEqual({ draft: usualReturning(), lost: [] });
});

test("what is written is read again", () => {
  const drafts: Partial<ReturningDraft>[] = [
    { periods: 12 },
    { interval: "month" },
    { mode: "rolling", interval: "week" },
    { start: [{ event: "signup" }, { event: "" }], starts: "any" },
    { return: [{ goal: "order", filters: [{ property: "plan", op: "eq", value: "pro" }] }] },
  ];
  for (const more of drafts) {
    const draft = { ...usualReturning(), ...more };
    expect(readReturning(writeReturning(draft))).toEqual({ draft, lost: [] });
  }
});

test("a question as the API has it is read too", () => {
  const { draft, lost } = readReturning(
    '{"start": {"event": "signup"}, "return": {"any_of": [{"event": "login"}, {"event": "open"}]}, "interval": "week"}',
  );
  expect(draft).toEqual({
    ...usualReturning(),
    start: [{ event: "signup" }],
    return: [{ event: "login" }, { event: "open" }],
    interval: "week",
  });
  expect(lost).toEqual([]);
});

test.each(["{", "[]", "null", "7"])("no question is told of, and the usual one holds: %s", (text) => {
  expect(readReturning(text)).toEqual({
    draft: usualReturning(),
    lost: ["The address holds no question: this is the usual one."],
  });
});

test.each([
  ["start", '{"start": [1]}'],
  ["start", '{"start": []}'],
  ["return", '{"return": {"event": 1}}'],
  ["starts", '{"starts": "second"}'],
  ["interval", '{"interval": "year"}'],
  ["mode", '{"mode": "toString"}'],
  ["periods", '{"periods": "many"}'],
])("what makes no sense is told of and left out: %s in %s", (field, text) => {
  const { draft, lost } = readReturning(text);
  expect(draft).toEqual(usualReturning());
  expect(lost).toEqual([`What the address says of “${field}” makes no sense: the usual holds.`]);
});

test("what can't stand together is told of", () => {
  const { draft, lost } = readReturning('{"interval": "month", "mode": "rolling", "periods": 1000}');
  expect(draft).toMatchObject({ interval: "month", mode: "on", periods: 366 });
  expect(lost).toHaveLength(2);
});
