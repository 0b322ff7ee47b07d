import { expect, test } from "vitest";
import { orphanWords, undoneWords } from "./useUndo";

test("an undo says what it took back", () => {
  expect(undoneWords("imp-1", { import: { stored: 1200 }, orphaned: [] })).toBe(
    "imp-1 is undone: 1,200 events taken back.",
  );
});

test("rows that only the undone import had are told of, with the way out", () => {
  expect(orphanWords({ import: { stored: 1 }, orphaned: [] })).toBeUndefined();
  expect(orphanWords({ import: { stored: 1 }, orphaned: [{ import: "imp-2", rows: 40 }] })).toMatch(
    /^40 rows of imp-2 had been left out .* Import those files again/,
  );
});
