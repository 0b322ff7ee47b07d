import { expect, test } from "vitest";
import { behind, behindGoal, totalWords } from "./behind";

const NOW = "2026-11-27T12:00:00Z";

test("the people are asked for by the number's own question, as of its moment, without what it is compared with", () => {
  const asked = { range: { last: "30d" }, compare: "previous" as const };
  expect(behindGoal({ id: "order", name: "Order" }, asked, NOW)).toEqual({
    question: {
      kind: "persons",
      of: { kind: "trend", goal: "order", interval: "month", range: { last: "30d" }, now: NOW },
      cell: {},
    },
    title: "Who is behind Order?",
  });
  const funnel = { kind: "funnel", steps: [{ event: "a" }], ...asked } as never;
  expect(behind(funnel, NOW, { step: 1 }, "Who?").question.of).not.toHaveProperty("compare");
});

test("conversions and their persons are told apart", () => {
  expect(totalWords({ total: 7 })).toBe("7 persons, the very ones the number counts.");
  expect(totalWords({ total: 1 }, { value: 1, unit: "conversion" })).toBe(
    "1 person made these 1 conversion.",
  );
  expect(totalWords({ total: 7 }, { value: 9, unit: "conversion" })).toMatch(
    /^7 persons made these 9 conversions\. One person may/,
  );
  expect(totalWords({ total: 5, sessions: 6 })).toBe("5 persons with the 6 sessions that the number counts.");
});
