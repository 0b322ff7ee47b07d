import { expect, test } from "vitest";
import { firstAnswer } from "./firstAnswer";

const rate = { value: 0.034, low: 0.029, high: 0.04, denominator: 4812, numerator: 164 };
const order = {
  goal: "order",
  name: "Order",
  class: "macro",
  total: { conversions: 164, persons: 160, rate, value: { minor: 816000, currency: "EUR" } },
};
const ANSWER = { activity: { events: 9000, persons: 4812, sessions: 6000 }, goals: [order], maturity: null };
const said = (change: object, star: string | null = "order") =>
  firstAnswer({ ...ANSWER, ...change } as never, star);

test("a number comes with its interval, what it is of, and its money", () => {
  expect(said({}).title.replaceAll("\u202f", " ")).toBe(
    "Order: 164 conversions, 3.4 % (2.9–4.0 %) of 4,812 active persons, worth €8,160.00",
  );
});

test("too early is said, with how much is missing", () => {
  const maturity = { goal: "order", sessions: 140, sessions_needed: 400, is_reached: false };
  expect(said({ maturity }).title).toBe("Too early: 140 of about 400 sessions needed");
  const other = {
    goals: [order, { ...order, goal: "demo", name: "Demo" }],
    maturity: { ...maturity, goal: "demo" },
  };
  expect(said(other).title).toMatch(/^Too early for Demo: /);
  expect(said({ maturity: { ...maturity, is_reached: true } }).title).toMatch(/^Order/);
});

test("a goal whose events have other names is asked for, not answered with nothing", () => {
  const none = { ...order, total: { ...order.total, conversions: 0 } };
  const asked = firstAnswer({ ...ANSWER, goals: [none] } as never, "order", ["order"]);
  expect(asked.title).toBe("Which of your events is “Order”?");
  expect(asked.isUnheard).toBe(true);
  expect(firstAnswer({ ...ANSWER, goals: [none] } as never, "order", []).isUnheard).toBeUndefined();
});

test("without events, and without goals, that is said", () => {
  expect(said({ activity: { events: 0, persons: 0, sessions: 0 } }).title).toBe("Nothing has come in yet");
  expect(said({ goals: [] }, null).sentences[1]).toMatch(/no goal yet/);
});
