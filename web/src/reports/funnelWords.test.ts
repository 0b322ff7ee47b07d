import { expect, test } from "vitest";
import type { Funnel } from "../api/types";
import { questionOf, whyNoDropOff } from "./funnelQuestion";
import { rowNames, termsSentence } from "./funnelWords";

const GOALS = [{ id: "order", name: "Order" }];
const funnel = (more: Partial<Funnel>): Funnel => ({
  id: "f",
  name: "F",
  window: "7d",
  entry: "best",
  steps: [{ event: "view" }, { event: "cart" }, { goal: "order" }],
  ...more,
});

const SENTENCES: [Partial<Funnel>, string][] = [
  [{}, ""],
  [{ order: "strict" }, "In strict order."],
  [{ order: "strict", scope: "steps" }, "In strict order among the steps alone."],
  [
    { order: "strict", exclusions: [{ event: "refund", from_step: 2 }] },
    "In strict order, without refund between 2 and 3.",
  ],
  [
    {
      exclusions: [
        { any_of: [{ event: "a" }, { page: { path: "/b", match: "exact" } }], from_step: 1, to_step: 2 },
      ],
      on_exclusion: "drop",
    },
    "Without a or page /b between 1 and 2; people whose attempt ends so are left out.",
  ],
  [
    {
      steps: [
        { event: "view", first_ever: true },
        { event: "cart", optional: true, within_previous: "30m" },
        { goal: "order" },
      ],
    },
    "Step 1 (view) takes only the first ever; step 2 (cart) may be left out, comes within 30 minutes of the step before.",
  ],
  [{ open: true, entry: "first" }, "Attempts begin at any step; the first attempt of each person counts."],
  [
    { order: "any", steps: [{ event: "view" }, { event: "cart" }, { goal: "order", anchored: true }] },
    "In any order; step 3 (Order) keeps its place.",
  ],
  [
    { order: "any", exclusions: [{ event: "refund", from_step: 1, to_step: 2 }] },
    "In any order, without refund between 1 and 2 steps done.",
  ],
];

test.each(SENTENCES)("%o in words", (more, words) => expect(termsSentence(funnel(more), GOALS)).toBe(words));

test("in any order rows count steps, but for those that keep their place", () => {
  expect(rowNames(funnel({}), GOALS)).toEqual(["view", "cart", "Order"]);
  const steps = [
    { event: "a" },
    { event: "b" },
    { event: "c", anchored: true },
    { event: "d", anchored: true },
    { event: "e" },
    { event: "f", anchored: true },
    { event: "g" },
    { event: "h" },
  ];
  expect(rowNames(funnel({ order: "any", steps }), GOALS)).toEqual([
    "1 of 2: a, b",
    "2 of 2: a, b",
    "c",
    "d",
    "e",
    "f",
    "1 of 2: g, h",
    "2 of 2: g, h",
  ]);
});

test("where people drop out is asked of funnels that the server can tell it of", () => {
  expect(whyNoDropOff(funnel({ order: "strict", exclusions: [{ event: "x", from_step: 1 }] }))).toBeNull();
  expect(whyNoDropOff(funnel({ order: "any" }))).toContain("any order");
  expect(whyNoDropOff(funnel({ open: true }))).toContain("begin at any step");
  const steps = [{ event: "a" }, { event: "b", optional: true }, { event: "c" }];
  expect(whyNoDropOff(funnel({ steps }))).toBe("step 2 may be left out");
});

test("a question asks for all that a funnel does, and for nothing that it does not", () => {
  expect(questionOf(funnel({ description: "d", scope: null, open: false }), {})).toEqual({
    kind: "funnel",
    steps: funnel({}).steps,
    window: "7d",
    entry: "best",
  });
  const terms = {
    order: "strict" as const,
    scope: "steps" as const,
    open: true,
    exclusions: [{ event: "x", from_step: 1 }],
    on_exclusion: "drop" as const,
  };
  expect(questionOf(funnel(terms), {})).toMatchObject(terms);
});
