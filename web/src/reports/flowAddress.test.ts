import { expect, test } from "vitest";
import { plainFlow } from "./flow";
import { readFlow, writeFlow } from "./flowAddress";

const USUAL = { ...plainFlow([{ goal: "order" }]), direction: "before" as const };
const read = (value: unknown) => readFlow(JSON.stringify(value), USUAL);

test("the usual question says nothing in the address", () => {
  expect(writeFlow(USUAL, USUAL)).toBeUndefined();
  expect(readFlow(undefined, USUAL)).toEqual({ draft: USUAL, lost: [] });
});

test("what is made comes back as it was", () => {
  const drafts = [
    plainFlow([{ event: "cart" }, { page: { path: "/a", match: "prefix" as const } }]),
    plainFlow([{ event: "" }]),
    { ...USUAL, columns: 10, rows: 50, repeats: "kept" as const, count: "persons" as const, window: "7d" },
    {
      ...plainFlow([{ event: "cart" }]),
      by: { property: "context.page.path", events: ["pageview"] },
      clean: {
        hide: ["a"],
        only: [],
        merge: [
          { as: "", names: [] },
          { as: "x", names: ["b", "c"] },
        ],
      },
    },
  ];
  for (const draft of drafts) expect(readFlow(writeFlow(draft, USUAL), USUAL)).toEqual({ draft, lost: [] });
  // A window waits for persons to be counted again, but not in the address.
  const waiting = { ...plainFlow([{ event: "cart" }]), window: "7d" };
  expect(readFlow(writeFlow(waiting, USUAL), USUAL)).toEqual({
    draft: { ...waiting, window: "1d" },
    lost: [],
  });
});

test("a question of the API is taken, and what it leaves out means what it means there", () => {
  expect(read({ kind: "flow", anchor: { event: "cart" } }).draft).toEqual(plainFlow([{ event: "cart" }]));
  const asked = { anchor: { any_of: [{ event: "a" }, { event: "b" }] }, direction: "backward", depth: 6 };
  expect(read(asked)).toEqual({
    draft: { ...plainFlow([{ event: "a" }, { event: "b" }]), direction: "before", columns: 6 },
    lost: [],
  });
  const by = { property: "plan" };
  expect(read({ anchor: { event: "a" }, by, clean: { only: ["x"] }, count: null })).toEqual({
    draft: {
      ...plainFlow([{ event: "a" }]),
      by: { property: "plan", events: [] },
      clean: { hide: [], only: ["x"], merge: [] },
    },
    lost: [],
  });
  // Without an anchor it is about the usual one.
  expect(read({ columns: 2 })).toEqual({ draft: { ...USUAL, columns: 2 }, lost: [] });
});

test("what makes no sense is told", () => {
  expect(readFlow("{", USUAL).lost).toEqual(["The address holds no question: this is the usual one."]);
  const { draft, lost } = read({
    kind: "trend",
    anchor: 7,
    direction: "up",
    columns: 99,
    by: "path",
    clean: { drop: [] },
    breakdown: "x",
    range: { last: "7d" },
  });
  expect(draft).toEqual({ ...USUAL, columns: 10 });
  const told = lost.join(" ");
  for (const field of ["kind", "anchor", "direction", "by", "clean"])
    expect(told).toContain(`What the address says of “${field}” makes no sense`);
  expect(told).toContain("1 to 10 columns");
  expect(told).toContain("A flow has no “breakdown”");
  expect(told).toContain("“range” of the address does not count");
  expect(read({ anchor: { event: "a" }, window: "7d" }).lost.join()).toContain("ends with the session");
  expect(read({ clean: { hide: ["a"], only: ["a"] } }).lost.join()).toContain("“a” is hidden");
  expect(read({ clean: { merge: [{ as: 1, names: [] }] } }).lost.join()).toContain("“clean” makes no sense");
});
