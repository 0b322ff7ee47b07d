import { expect, test } from "vitest";
import type { FlowAnswer } from "../api/types";
import { type FlowDraft, plainFlow } from "./flow";
import { askedCell, flowCellTitle, flowN, flowSentence, flowTerms, flowTitle, flowWords } from "./flowWords";

const plain = (text: string) => text.replaceAll("\u202f", " ");
const rate = (numerator: number, denominator: number) => ({
  value: numerator / denominator,
  low: 0.1,
  high: 0.9,
  numerator,
  denominator,
  level: 0.95,
  method: "wilson",
});
const DRAFT = plainFlow([{ event: "cart" }]);
const WORDS = flowWords(DRAFT, []);
const BEFORE = flowWords({ ...DRAFT, anchor: [{ goal: "o" }], direction: "before", count: "persons" }, [
  { id: "o", name: "Order" },
]);
const answer = (total: number, open: number, next?: number) =>
  ({
    columns: [
      { column: 0, total, open, ended: 0, ended_open: 0, other: 0, nodes: [] },
      ...(next === undefined
        ? []
        : [
            {
              column: 1,
              total: next,
              rate_from_start: rate(next, total - open),
              nodes: [{ name: "view", rate_from_start: rate(next - 1, total - open) }],
            },
          ]),
    ],
  }) as unknown as FlowAnswer;

test("the title is the question", () => {
  expect(flowTitle(WORDS)).toBe("What do people do after cart?");
  expect(flowTitle(BEFORE)).toBe("What do people do before Order?");
});

test("what is asked besides stands under it", () => {
  expect(flowTerms(DRAFT, WORDS)).toBe("One path for each session, from its first cart on.");
  const more: FlowDraft = {
    ...DRAFT,
    count: "persons",
    window: "7d",
    repeats: "kept",
    by: { property: "context.page.path", events: ["pageview"] },
    clean: { hide: ["a", "b"], only: [], merge: [{ as: "look", names: ["c", "d"] }] },
  };
  expect(flowTerms(more, flowWords(more, []))).toBe(
    "One path for each person, from its first cart on, 7 days long. Each repeat is told. " +
      "Page views are called by their path. Without a and b. c and d are called look.",
  );
  const six = { ...DRAFT, clean: { ...DRAFT.clean, only: ["a", "b", "c", "d", "e", "f"] } };
  expect(flowTerms(six, WORDS)).toContain("Only a, b, c, d and 2 more.");
});

test("the sentence has figures, their interval, and what is open", () => {
  expect(plain(flowSentence(answer(6, 1, 4), WORDS))).toBe(
    "Of 5 sessions with cart, 80.0 % (10.0–90.0 %) go on; most often view comes next: 60.0 % (10.0–90.0 %). " +
      "1 session may still go on: rates leave it out.",
  );
  expect(plain(flowSentence(answer(5, 0, 3), BEFORE))).toBe(
    "Of 5 persons with Order, 60.0 % (10.0–90.0 %) have something before it; " +
      "most often view comes just before: 40.0 % (10.0–90.0 %).",
  );
  expect(flowSentence(answer(3, 0), WORDS)).toBe("Of 3 sessions with cart, none goes on.");
  expect(flowSentence(answer(2, 2), WORDS)).toMatch(/^Too early to tell\. 2 sessions may still/);
  expect(flowSentence(answer(0, 0), WORDS)).toBe("");
  expect(flowN(answer(6, 1).columns, WORDS)).toBe("n = 6 sessions, 1 open");
});

test("a list of people is called by its cell", () => {
  const titles = [
    [{ column: 0 }, "Who has cart?"],
    [{ column: 0, outcome: "ended" }, "Whose path ends with cart?"],
    [{ column: 1 }, "Who comes to column 1 after cart?"],
    [{ column: 1, name: "view" }, "Who has view in column 1 after cart?"],
    [{ column: 1, other: true }, "Who has another name in column 1 after cart?"],
    [{ column: 1, name: "view", outcome: "ended" }, "Whose path ends with view in column 1 after cart?"],
    [{ column: 1, outcome: "ended" }, "Whose path ends in column 1 after cart?"],
    [{ column: 2, outcome: "open" }, "Who may still go on in column 2 after cart?"],
  ] as const;
  for (const [cell, title] of titles) expect(flowCellTitle(cell, WORDS)).toBe(title);
  expect(flowCellTitle({ column: 1, outcome: "ended" }, BEFORE)).toBe(
    "Who has nothing before that in column 1 before Order?",
  );
});

test("of the anchor's column no name is asked for", () => {
  expect(askedCell({ column: 0, name: "Order", outcome: "ended" })).toEqual({ column: 0, outcome: "ended" });
  expect(askedCell({ column: 1, other: true })).toEqual({ column: 1, other: true });
});
