import { expect, test } from "vitest";
import {
  intervalOf,
  isUsual,
  type ReturningDraft,
  repairedReturning,
  returningQuestion,
  unsaid,
  usualReturning,
} from "./returning";

const draft = (more: Partial<ReturningDraft>): ReturningDraft => ({ ...usualReturning(), ...more });
const last30 = { range: { last: "30d" } };

test("the usual question is about everybody who is new, by what fits the time", () => {
  expect(returningQuestion(usualReturning(), "day", last30)).toEqual({
    kind: "retention",
    return: { event: "*" },
    interval: "day",
    mode: "on",
    periods: 7,
    range: { last: "30d" },
  });
  expect(isUsual(usualReturning())).toBe(true);
  expect(isUsual(draft({ periods: 8 }))).toBe(false);
});

test("a start is asked with which of them count, alternatives that are empty are not, and nothing is compared", () => {
  const asked = draft({
    start: [{ event: "signup" }, { event: "" }],
    starts: "any",
    return: [{ event: "login" }, { page: { path: "/app", match: "exact" } }],
    interval: "week",
    mode: "on_or_after",
  });
  const filters = [{ property: "plan", op: "eq" as const, value: "pro" }];
  expect(returningQuestion(asked, "day", { ...last30, filters, compare: "previous" })).toEqual({
    kind: "retention",
    start: { event: "signup" },
    starts: "any",
    return: { any_of: [{ event: "login" }, { page: { path: "/app", match: "exact" } }] },
    interval: "week",
    mode: "on_or_after",
    periods: 7,
    range: { last: "30d" },
    filters,
  });
});

test("who chose no width has one that can be asked for", () => {
  expect(intervalOf(draft({}), "month")).toBe("month");
  expect(intervalOf(draft({ mode: "rolling" }), "month")).toBe("week");
  expect(intervalOf(draft({ mode: "rolling" }), "day")).toBe("day");
  expect(intervalOf(draft({ interval: "month" }), "day")).toBe("month");
});

test("what can't stand together goes, and is told", () => {
  const months = repairedReturning(draft({ mode: "rolling", interval: "month" }));
  expect(months.draft).toMatchObject({ mode: "on", interval: "month" });
  expect(months.lost).toEqual([expect.stringContaining("Months have no fixed length")]);

  const any = repairedReturning(draft({ starts: "any" }));
  expect(any.draft.starts).toBe("first");
  expect(any.lost).toEqual([expect.stringContaining("one first event of all")]);

  expect(repairedReturning(draft({ periods: 0 })).draft.periods).toBe(1);
  expect(repairedReturning(draft({ periods: 900 })).draft.periods).toBe(366);
  expect(repairedReturning(draft({ periods: 2.4 })).lost).toEqual([expect.stringContaining("it is 2 now")]);

  const sound = draft({ start: [{ event: "signup" }], starts: "any", mode: "rolling", interval: "week" });
  expect(repairedReturning(sound)).toEqual({ draft: sound, lost: [] });
});

test("what is still to be said is told", () => {
  expect(unsaid(usualReturning())).toBeNull();
  expect(unsaid(draft({ start: [{ event: "" }] }))).toContain("a start");
  expect(unsaid(draft({ return: [{ event: "" }] }))).toContain("coming back");
  expect(unsaid(draft({ start: [{ event: "" }, { goal: "order" }] }))).toBeNull();
});
