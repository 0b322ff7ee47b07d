import { expect, test } from "vitest";
import { allowedTerms, type Draft, moved, newDraft, repaired, withSteps } from "./draft";

const event = (name: string) => ({ rules: [{ event: name }] });
const draftWith = (more: Partial<Draft>): Draft => ({
  ...newDraft(),
  steps: [event("view"), event("cart"), event("buy")],
  ...more,
});
const refund = (from_step: number, to_step: number | null) => ({
  rules: [{ event: "refund" }],
  from_step,
  to_step,
});

test("a step moves by one place and not beyond the ends", () => {
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 0, -1)).toEqual(["a", "b", "c"]);
  expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "b", "c"]);
});

test("a step is offered the terms that it may have", () => {
  const draft = draftWith({ steps: [event("view"), { rules: [{ goal: "lead" }] }, event("buy")] });
  expect(allowedTerms(draft, 0)).toMatchObject({ optional: false, within_previous: false, first_ever: true });
  expect(allowedTerms(draft, 1)).toMatchObject({ optional: true, within_previous: true, first_ever: false });
  expect(allowedTerms(draft, 2)).toMatchObject({ optional: false, within_previous: true, anchored: false });
  expect(allowedTerms({ ...draft, order: "any" }, 1)).toEqual({
    optional: false,
    within_previous: false,
    first_ever: false,
    anchored: true,
  });
});

test("what any order can't have goes, and is named", () => {
  const steps = [event("view"), { ...event("cart"), optional: true, within_previous: "5m" }, event("buy")];
  const { draft, lost } = repaired(draftWith({ steps, order: "any", open: true, scope: "steps" }));
  expect(draft).toMatchObject({ steps: [event("view"), event("cart"), event("buy")], open: false });
  expect(draft.scope).toBe("all");
  expect(lost).toHaveLength(3);
  expect(lost[0]).toContain("step 2");
});

test("what a place can't have goes, and is named", () => {
  const steps = [
    { ...event("view"), optional: true, within_previous: "5m", anchored: true },
    { rules: [{ goal: "lead" }], first_ever: true, optional: true },
    { ...event("buy"), optional: true, within_previous: "5m" },
  ];
  const { draft, lost } = repaired(draftWith({ steps }));
  expect(draft.steps).toEqual([
    event("view"),
    { rules: [{ goal: "lead" }], optional: true },
    { ...event("buy"), within_previous: "5m" },
  ]);
  expect(lost).toHaveLength(5);
  expect(repaired(draft).lost).toEqual([]);
});

test("what ends an attempt lies between two steps that are there", () => {
  const { draft, lost } = repaired(
    draftWith({ exclusions: [refund(2, 3), refund(2, 1), refund(1, 9), refund(3, null)] }),
  );
  expect(draft.exclusions).toEqual([refund(2, 3), refund(2, null), refund(1, null)]);
  expect(lost).toHaveLength(1);
});

test.each([
  [0, [refund(1, 2), refund(1, null)]],
  [1, [refund(1, 2), refund(1, null)]],
  [2, [refund(2, 3), refund(1, null)]],
])("without the step at %i what ends an attempt stays beside the others", (place, exclusions) => {
  const draft = draftWith({ exclusions: [refund(2, 3), refund(1, null)] });
  expect(withSteps(draft, (_, other) => other !== place).exclusions).toEqual(exclusions);
});
