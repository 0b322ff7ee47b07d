import { expect, test } from "vitest";
import { readDraft } from "./draftAddress";

test.each([
  "{",
  "[]",
  "null",
  '{"steps": [1]}',
  '{"steps": [[{"event": 1}]]}',
  '{"steps": [[{"any_of": {}}]]}',
  '{"steps": [[{"page": null}]]}',
  '{"steps": [[{"event": "x", "filters": [null]}]]}',
  '{"steps": [{"rules": 1}]}',
])("an address that holds no draft holds none: %s", (text) => {
  expect(readDraft(text)).toBeNull();
});

test("steps may be lists of rules alone", () => {
  expect(readDraft('{"steps": [[{"event": "x"}]]}')).toMatchObject({
    steps: [{ rules: [{ event: "x" }] }],
    window: "7d",
    entry: "best",
    order: "ordered",
    open: false,
    exclusions: [],
  });
});

test("unknown and contradictory terms are left out", () => {
  const step = (event: string, more: object) => ({ rules: [{ event }], ...more });
  const text = JSON.stringify({
    steps: [
      step("a", { optional: true, within_previous: "5m" }),
      step("b", { optional: "yes", within_previous: "soon", anchored: true, other: 1 }),
      step("c", { within_previous: "0m", first_ever: true }),
    ],
    window: "a while",
    entry: "worst",
    order: "sideways",
    scope: "steps",
    open: "yes",
    exclusions: [
      null,
      { rules: [{ goal: "g" }] },
      { rules: [{ event: "x" }], from_step: "1", to_step: 2.5 },
      { rules: [{ event: "y" }], from_step: 3 },
      { rules: [{ event: "z" }], from_step: 2, to_step: 2 },
    ],
    on_exclusion: "explode",
  });
  expect(readDraft(text)).toEqual({
    id: null,
    name: "",
    description: "",
    steps: [step("a", {}), step("b", {}), step("c", { first_ever: true })],
    window: "7d",
    entry: "best",
    order: "ordered",
    scope: "all",
    open: false,
    exclusions: [
      { rules: [{ event: "x" }], from_step: 1, to_step: null },
      { rules: [{ event: "z" }], from_step: 2, to_step: null },
    ],
    on_exclusion: "keep",
  });
});
