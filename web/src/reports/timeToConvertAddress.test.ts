import { expect, test } from "vitest";
import type { TimeDraft } from "./timeToConvert";
import { readTime, writeTime } from "./timeToConvertAddress";

const usual: TimeDraft = {
  start: null,
  counts: "first",
  end: [{ goal: "order" }],
  window: null,
  split: null,
  interval: null,
};

test("the usual question needs no address", () => {
  expect(writeTime(usual, usual)).toBeUndefined();
  expect(readTime(undefined, usual)).toEqual({ draft: usual, lost: [] });
});

test("what is written is read again", () => {
  const drafts: Partial<TimeDraft>[] = [
    { window: "30d" },
    { interval: "month" },
    { split: { property: "source", of: "session" } },
    { split: { property: "plan", take: "last" } },
    { start: [{ event: "" }] },
    { start: [{ event: "cart" }, { event: "" }], counts: "last" },
    { start: [{ event: "cart" }], counts: "first_ever" },
    { end: [{ event: "a" }, { page: { path: "/b", match: "prefix" } }] },
  ];
  for (const more of drafts) {
    const draft = { ...usual, ...more };
    expect(readTime(writeTime(draft, usual), usual)).toEqual({ draft, lost: [] });
  }
});

test("a question as the API has it is read too, and what it leaves out means what it means there", () => {
  const text =
    '{"kind": "time_to_convert", "steps": [{"event": "cart"}, {"any_of": [{"event": "a"}, {"event": "b"}]}]}';
  expect(readTime(text, usual)).toEqual({
    draft: { ...usual, start: [{ event: "cart" }], counts: "last", end: [{ event: "a" }, { event: "b" }] },
    lost: [],
  });
});

test.each(["{", "[]", "null", "7"])("no question is told of, and the usual one holds: %s", (text) => {
  expect(readTime(text, usual)).toEqual({
    draft: usual,
    lost: ["The address holds no question: this is the usual one."],
  });
});

test.each([
  ["kind", '{"kind": "funnel"}'],
  ["steps", '{"steps": [{"event": "cart"}]}'],
  ["steps", '{"steps": [{"event": "cart"}, 7]}'],
  ["window", '{"window": "0d"}'],
  ["entry", '{"entry": "last"}'],
  ["breakdown", '{"breakdown": {"property": ""}}'],
  ["breakdown", '{"breakdown": {"property": "a", "of": "person"}}'],
  ["interval", '{"interval": "toString"}'],
])("what makes no sense is told of and left out: %s in %s", (field, text) => {
  const { draft, lost } = readTime(text, usual);
  expect(draft).toEqual(usual);
  expect(lost).toEqual([`What the address says of “${field}” makes no sense: the usual holds.`]);
});

test("what this page does not ask is told of", () => {
  const text =
    '{"steps": [{"event": "a"}, {"event": "b"}, {"event": "c", "within_previous": "1h"}], "order": "any", "range": {}}';
  const { draft, lost } = readTime(text, usual);
  expect(draft).toMatchObject({ start: [{ event: "a" }], end: [{ event: "c" }] });
  expect(lost).toEqual([
    "“order” of the address does not count on this page.",
    "“range” of the address does not count: time, filters and whom to look at are chosen above.",
    "This page asks from one step to another: of the address the first and the last count.",
    "What the address demands of steps besides what they take does not count on this page.",
  ]);
});
