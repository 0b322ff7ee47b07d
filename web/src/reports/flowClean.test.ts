import { expect, test } from "vitest";
import { namesBehind, repairedClean, withHidden, withMerged } from "./flowClean";

const NOTHING = { hide: [], only: [], merge: [] };

test("what can't stand together goes, and is told", () => {
  const { clean, lost } = repairedClean({
    hide: ["a"],
    only: ["a", "b", "c"],
    merge: [
      { as: "x", names: ["b", "d"] },
      { as: "y", names: ["b", "c"] },
    ],
  });
  expect(clean).toEqual({
    hide: ["a"],
    only: ["b", "c"],
    merge: [
      { as: "x", names: ["b"] },
      { as: "y", names: ["c"] },
    ],
  });
  expect(lost).toEqual([
    "“a” is hidden, so it can't be one of the only names.",
    "“d” is left out, so it can't be merged.",
    "“b” is merged already: it can become one name only.",
  ]);
  expect(repairedClean({ hide: ["a"], only: ["a"], merge: [] }).lost).toHaveLength(2);
  expect(repairedClean(NOTHING)).toEqual({ clean: NOTHING, lost: [] });
});

test("a name is hidden by what it was called before merging", () => {
  expect(withHidden(NOTHING, "a")).toEqual({ ...NOTHING, hide: ["a"] });
  const merged = { ...NOTHING, merge: [{ as: "x", names: ["a", "b"] }] };
  expect(namesBehind(merged, "x")).toEqual(["x", "a", "b"]);
  expect(withHidden(merged, "x")).toEqual({ ...NOTHING, hide: ["x", "a", "b"] });
  // Where only some are kept it is one of them no more; the last one stays.
  expect(withHidden({ ...NOTHING, only: ["a", "b"] }, "a")).toEqual({ ...NOTHING, only: ["b"] });
  expect(withHidden({ ...NOTHING, only: ["a"] }, "a")).toBeNull();
});

test("names become one, also those that are several already", () => {
  const first = withMerged(NOTHING, ["a", "b"], "x");
  expect(first.merge).toEqual([{ as: "x", names: ["a", "b"] }]);
  const second = withMerged(first, ["x", "c"], "y");
  expect(second.merge).toEqual([{ as: "y", names: ["x", "a", "b", "c"] }]);
  expect(repairedClean(second).lost).toEqual([]);
  const kept = withMerged({ ...NOTHING, only: ["a", "b"], merge: first.merge }, ["x", "b"], "z");
  expect(repairedClean(kept).lost).toEqual([]);
});

test("a name that is told as another is not behind what others are called by it", () => {
  const chain = {
    ...NOTHING,
    merge: [
      { as: "x", names: ["a"] },
      { as: "y", names: ["x"] },
    ],
  };
  expect(namesBehind(chain, "x")).toEqual(["a"]);
  expect(namesBehind(chain, "y")).toEqual(["y", "x"]);
  expect(withHidden(chain, "x")).toEqual({ ...NOTHING, hide: ["a"], merge: [{ as: "y", names: ["x"] }] });
});
