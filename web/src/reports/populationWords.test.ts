import { expect, test } from "vitest";
import type { Condition, PopulationPoint } from "../api/populations";
import { changeOf, changeTitle, conditionWords, shareWords, sizeSentence, whoWords } from "./populationWords";

const goals = [{ id: "order", name: "Order" }];
const plain = (text: string) => text.replaceAll("\u202f", " ");

const WORDS: [string, Condition][] = [
  [
    "saw page /pricing at least twice in the last 7 days and did not do trial_started",
    {
      all: [
        { did: { page: { path: "/pricing", match: "exact" } }, at_least: 2, range: { last: "7d" } },
        { not: { did: { event: "trial_started" } } },
      ],
    },
  ],
  [
    "did Order exactly once today",
    { did: { goal: "order" }, at_least: 1, at_most: 1, range: { last: "1d" } },
  ],
  ["did cart at most 3 times", { did: { event: "cart" }, at_most: 3 }],
  ["did cart 2 to 5 times", { did: { event: "cart" }, at_least: 2, at_most: 5 }],
  ["did any event at least 5 times within any 7 days", { did: { event: "*" }, at_least: 5, in_any: "7d" }],
  [
    "did cart (where country is DE) or wish",
    {
      did: {
        any_of: [
          { event: "cart", filters: [{ property: "country", op: "eq", value: "DE" }] },
          { event: "wish" },
        ],
      },
    },
  ],
  [
    "did cart between Jan 1, 2026 and Jan 31, 2026",
    { did: { event: "cart" }, range: { start: "2026-01-01", end: "2026-02-01" } },
  ],
  [
    "did cart from 2026-01-01 until 2026-99-99",
    { did: { event: "cart" }, range: { start: "2026-01-01", end: "2026-99-99" } },
  ],
  ["did cart on Jan 1, 2026", { did: { event: "cart" }, range: { start: "2026-01-01", end: "2026-01-02" } }],
  [
    "spent at least 100.00 EUR and at most 500 EUR with Order",
    { did: { goal: "order" }, value: { currency: "EUR", at_least: "100.00", at_most: "500" } },
  ],
  [
    "did not spend at least 5 EUR with any event",
    { not: { did: { event: "*" }, value: { currency: "EUR", at_least: "5" } } },
  ],
  [
    "did cart, then Order within 2 hours in the last 30 days",
    { sequence: [{ event: "cart" }, { goal: "order" }], within: "2h", range: { last: "30d" } },
  ],
  ["whose …", { person: { property: "", op: "eq", value: "" } }],
  ["did …, then b within 7 days", { sequence: [{ event: "" }, { event: "b" }] }],
  ["whose plan is pro", { person: { property: "plan", op: "eq", value: "pro" } }],
  ["whose plan is not pro", { not: { person: { property: "plan", op: "eq", value: "pro" } } }],
  [
    "for whom it does not hold that age is greater than 3",
    { not: { person: { property: "age", op: "gt", value: 3 } } },
  ],
  [
    "did a and (did b or did c)",
    { all: [{ did: { event: "a" } }, { any: [{ did: { event: "b" } }, { did: { event: "c" } }] }] },
  ],
  ["did a and did b", { all: [{ did: { event: "a" } }, { any: [{ did: { event: "b" } }] }] }],
  ["did not do a and did not do b", { not: { any: [{ did: { event: "a" } }, { did: { event: "b" } }] } }],
  [
    "did c or (did not do a or did b)",
    {
      any: [
        { did: { event: "c" } },
        { not: { all: [{ did: { event: "a" } }, { not: { did: { event: "b" } } }] } },
      ],
    },
  ],
  ["did a", { not: { not: { did: { event: "a" } } } }],
];

for (const [words, condition] of WORDS) {
  test(words, () => expect(conditionWords(condition, goals)).toBe(words));
}

test("it is said of people", () => {
  expect(whoWords({ did: { event: "a" } })).toBe("People who did a.");
  expect(whoWords({ person: { property: "plan", op: "is_set" } })).toBe("People whose plan is set.");
});

const point = (entered: number, left: number): PopulationPoint => ({
  start: "2026-01-01",
  size: 0,
  known: 0,
  rate: null,
  entered,
  left,
  complete: true,
});
const rate = { value: 0.12, low: 0.101, high: 0.142, numerator: 120, denominator: 1000 } as never;
const answer = (points: PopulationPoint[]) => ({ size: 120, known: 1000, rate, points }) as never;

test("a size never travels alone", () => {
  expect(plain(shareWords(rate, 1000))).toBe("12.0 % (10.1–14.2 %) of 1,000 known people");
  expect(shareWords(null, 0)).toBe("of 0 known people");
  expect(changeOf(answer([point(7, 2), point(0, 1)]))).toBe(4);
  const ending = (points: PopulationPoint[]) => sizeSentence(answer(points), "before").split(". ").at(-1);
  expect(ending([point(7, 2), point(0, 1)])).toBe("4 more than before.");
  expect(ending([point(0, 2)])).toBe("2 fewer than before.");
  expect(ending([point(2, 2)])).toBe("As many as before.");
  expect(sizeSentence(answer([]), "before")).not.toContain("before");
  expect(plain(sizeSentence(answer([point(7, 2)]), undefined))).toBe(
    "120 people: 12.0 % (10.1–14.2 %) of 1,000 known people.",
  );
});

test("lists of people are questions", () => {
  expect(changeTitle("Hot", "members", "1 Jan 2026")).toBe("Who is in “Hot” as of 1 Jan 2026?");
  expect(changeTitle("", "entered", "1 Jan 2026")).toBe("Who came into this population, 1 Jan 2026?");
  expect(changeTitle("Hot", "left")).toBe("Who left “Hot”?");
});
