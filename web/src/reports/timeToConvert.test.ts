import { expect, test } from "vitest";
import type { Funnel, Goal } from "../api/types";
import { repairedTime, type TimeDraft, timeQuestion, unsaidOfTime, usualTime } from "./timeToConvert";

const order = {
  id: "order",
  name: "Order",
  class: "macro",
  when: { event: "order_placed" },
} as never as Goal;
const lead = { id: "lead", name: "Lead", class: "macro", when: { event: "lead" } } as never as Goal;
const funnel = {
  id: "f",
  name: "F",
  steps: [{ event: "view" }, { event: "cart", within_previous: "1h" }],
} as never as Funnel;
const came = (...events: string[]) => events.map((event) => ({ event, events: 1 }));
const fitting = { window: "7d", interval: "week" as const };
const draft = (more: Partial<TimeDraft> = {}): TimeDraft => ({
  start: null,
  counts: "first",
  end: [{ goal: "order" }],
  window: null,
  split: null,
  interval: null,
  ...more,
});

test("the usual question leads to the goal that matters most, of those that were ever heard of", () => {
  const known = { funnels: [funnel], goals: [order, lead], star: lead };
  const endOf = (catalogue: { event: string; events: number }[]) => usualTime({ ...known, catalogue }).end;
  expect(endOf(came("lead", "order_placed"))).toEqual([{ goal: "lead" }]);
  expect(endOf(came("order_placed"))).toEqual([{ goal: "order" }]);
  expect(endOf(came("view", "cart"))).toEqual([{ event: "cart" }]);
  expect(endOf(came("view"))).toEqual([{ event: "" }]);
  expect(endOf([])).toEqual([{ event: "*" }]);
});

test("the usual question is asked from the first event of all, with what fits the time", () => {
  expect(timeQuestion(draft(), fitting, { range: { last: "30d" }, compare: "previous" })).toEqual({
    kind: "time_to_convert",
    steps: [{ event: "*", first_ever: true }, { goal: "order" }],
    window: "7d",
    entry: "first",
    interval: "week",
    range: { last: "30d" },
  });
});

test("a question says which start counts, and by what it is split", () => {
  const filters = [{ property: "plan", op: "eq" as const, value: "pro" }];
  const start = [{ event: "cart" }, { event: "" }];
  const split = { property: "source", of: "session" as const };
  const said = draft({ start, counts: "last", window: "30d", interval: "day", split });
  expect(timeQuestion(said, fitting, { filters, population: "hot" })).toEqual({
    kind: "time_to_convert",
    steps: [{ event: "cart" }, { goal: "order" }],
    window: "30d",
    entry: "best",
    breakdown: split,
    interval: "day",
    filters,
    population: "hot",
  });
  const ever = timeQuestion(draft({ start, counts: "first_ever" }), fitting, {});
  expect(ever.steps[0]).toEqual({ event: "cart", first_ever: true });
  expect(ever.entry).toBe("first");
});

test("the first ever of a goal can't be asked for, and that is told", () => {
  const { draft: sound, lost } = repairedTime(draft({ start: [{ goal: "lead" }], counts: "first_ever" }));
  expect(sound.counts).toBe("first");
  expect(lost).toEqual([expect.stringContaining("A goal counts by its own rules")]);
  expect(repairedTime(draft({ start: [{ event: "cart" }], counts: "first_ever" })).lost).toEqual([]);
});

test("what is still to be said is told", () => {
  expect(unsaidOfTime(draft())).toBeNull();
  expect(unsaidOfTime(draft({ start: [{ event: "" }] }))).toContain("starts the clock");
  expect(unsaidOfTime(draft({ end: [{ event: "" }] }))).toContain("converting");
});
