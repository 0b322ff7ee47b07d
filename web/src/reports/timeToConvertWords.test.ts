import { expect, test } from "vitest";
import type { ConvertRow, ConvertTimes } from "../api/types";
import {
  askedTimeCell,
  betweenWords,
  courseSentence,
  fewWords,
  lostOf,
  splitSentence,
  stretchWords,
  type TimeWords,
  timeCellTitle,
  timeN,
  timeSentence,
  timeTerms,
  timeTitle,
  timeWords,
} from "./timeToConvertWords";

const plain = (text: string) => text.replaceAll("\u202f", " ");
const words = (more: Partial<TimeWords> = {}): TimeWords => ({
  start: null,
  counts: "first",
  end: "Order",
  window: "7 days",
  interval: "week",
  ...more,
});
const HOUR = 3_600;
const DAY = 24 * HOUR;
const by = (seconds: number, low: number | null, high: number | null) => ({ seconds, low, high });
// Of 1,000 who started 300 converted, and 120 have time left.
const row = (more: Partial<ConvertTimes> = {}): ConvertTimes => ({
  entered: 1000,
  converted: 300,
  open: 120,
  within_window: {
    value: 0.34,
    low: 0.31,
    high: 0.37,
    level: 0.95,
    method: "kaplan_meier",
  },
  median: by(2 * DAY + 3 * HOUR, DAY + 20 * HOUR, 2 * DAY + 9 * HOUR),
  p75: by(4 * DAY, 3 * DAY, 5 * DAY),
  p90: by(5 * DAY + 2 * HOUR, 4 * DAY, null),
  fastest: 12,
  slowest: 6 * DAY,
  observed_seconds: 7 * DAY,
  curve: [],
  bins: [],
  ...more,
});

test("a question's words name goals as people do", () => {
  const draft = {
    start: [{ event: "cart" }, { event: "" }],
    counts: "last" as const,
    end: [{ goal: "order" }],
    window: null,
    split: null,
    interval: null,
  };
  const fitting = { window: "7d", interval: "week" as const };
  expect(timeWords(draft, fitting, [{ id: "order", name: "Order" }])).toEqual(
    words({ start: "cart", counts: "last" }),
  );
  expect(timeWords({ ...draft, start: null }, fitting, []).start).toBeNull();
});

test("the title is the question, and terms say which start counts", () => {
  expect(timeTitle(words())).toBe("How long do people take from their first event to Order?");
  expect(timeTitle(words({ start: "cart" }))).toBe("How long do people take from cart to Order?");
  expect(timeTerms(words())).toBe(
    "Within 7 days of a person's first event of all; who came before this time is left out.",
  );
  expect(timeTerms(words({ start: "cart" }))).toContain("first cart in this time");
  expect(timeTerms(words({ start: "cart", counts: "first_ever" }))).toContain("first cart ever");
  expect(timeTerms(words({ start: "cart", counts: "last" }))).toContain("last cart before Order");
});

test("the answer is a sentence with its intervals and of how many", () => {
  expect(plain(timeSentence({ overall: row() }, words()))).toBe(
    "Half of those who get to Order do so within 2 d 3 h (1 d 20 h – 2 d 9 h), three quarters within 4 d, nine in ten within 5 d 2 h. 34.0 % (31.0–37.0 %) of 1,000 persons get there within 7 days.",
  );
});

test("what nobody can know yet is no number, and nobody is nobody", () => {
  const said = (more: Partial<ConvertTimes>) => timeSentence({ overall: row(more) }, words());
  const unknown = { within_window: null, median: null, p75: null, p90: null };
  expect(said({ ...unknown, entered: 40, converted: 5, open: 35 })).toBe(
    "Too early to tell: no window of 7 days is over yet. 5 of 40 persons got to Order so far.",
  );
  const none = { converted: 0, median: null, p75: null, p90: null };
  expect(said(none)).toBe("None of 1,000 persons got to Order so far.");
  expect(said({ ...none, open: 0 })).toBe("None of 1,000 persons got to Order within 7 days.");
  expect(said({ entered: 0 })).toBe("");
});

test("few are told of", () => {
  expect(fewWords(row(), words())).toBeNull();
  expect(fewWords(row({ converted: 0 }), words())).toBeNull();
  expect(fewWords(row({ converted: 1 }), words())).toContain("Only 1 person got to Order");
});

test("the fastest and the slowest are named only where their intervals stand apart", () => {
  const part = (
    value: string,
    seconds: number,
    low: number | null,
    high: number,
    converted = 50,
  ): ConvertRow => ({
    ...row({ converted, median: by(seconds, low, high) }),
    value,
  });
  const source = { property: "source", of: "session" as const };
  const email = part("email", DAY, 20 * HOUR, 28 * HOUR);
  const ads = part("ads", 3 * DAY, 2 * DAY, 4 * DAY);
  expect(splitSentence([ads, email, part("few", HOUR, 1, 2, 19)], source)).toBe(
    "Fastest is email: half within 1 d. Slowest is ads: half within 3 d. Their intervals do not overlap.",
  );
  const many = ["a", "b", "c", "d"].map((name) => part(name, 2 * DAY, DAY, 3 * DAY));
  expect(splitSentence([ads, email, ...many], source)).toContain("by chance alone");
  expect(splitSentence([email, part("ads", 3 * DAY, 28 * HOUR, 4 * DAY)], source)).toContain(
    "No clear difference",
  );
  expect(splitSentence([email, part("ads", 3 * DAY, null, 4 * DAY)], source)).toBe(
    "Too few got there to compare by session source.",
  );
});

test("the course compares the first and the last period that are over", () => {
  const period = (
    start: string,
    complete: boolean,
    seconds: number | null,
    low: number | null,
    high = 0,
  ) => ({
    start,
    complete,
    entered: 50,
    converted: 20,
    open: 0,
    median: seconds === null ? null : by(seconds, low, high),
    p75: null,
    p90: null,
  });
  const said = (...periods: ReturnType<typeof period>[]) => courseSentence(periods, "median", words());
  const slow = period("2026-01-05", true, 3 * DAY, 2 * DAY, 4 * DAY);
  const fast = period("2026-01-12", true, DAY, HOUR, 2 * DAY - 1);
  const running = period("2026-01-19", false, HOUR, HOUR, HOUR);
  expect(said(slow, running)).toContain("Too early to tell: it takes two weeks");
  expect(said(slow, fast, running)).toMatch(
    /^Half of those who convert do so within 3 d \(2 d – 4 d\) if they started in the week of .*, and within 1 d .* if they did in the week of .*: faster, and the intervals do not overlap\.$/,
  );
  expect(said(fast, slow)).toContain("slower");
  expect(said(slow, period("2026-01-12", true, DAY, HOUR, 2 * DAY))).toContain("no clear difference");
  expect(said(slow, period("2026-01-12", true, DAY, null, DAY))).toContain("no clear difference");
  expect(courseSentence([slow, fast], "p90", words())).toContain("Too early");
});

test("an interval says which of its ends are known", () => {
  expect(betweenWords(by(DAY, HOUR, 2 * DAY))).toBe("1 h – 2 d");
  expect(betweenWords(by(DAY, HOUR, null))).toBe("1 h or more");
  expect(betweenWords(by(DAY, null, 2 * DAY))).toBe("up to 2 d");
  expect(betweenWords(by(DAY, null, null))).toBe("too few for an interval");
});

test("a stretch of time is as short as it can be said", () => {
  expect(stretchWords(0, 60)).toBe("under 1 min");
  expect(stretchWords(60, 300)).toBe("1–5 min");
  expect(stretchWords(1800, HOUR)).toBe("30 min – 1 h");
  expect(stretchWords(DAY, 36 * HOUR)).toBe("1 d – 1 d 12 h");
  expect(stretchWords(DAY, 2 * DAY)).toBe("1–2 d");
});

test("a number's people are asked for and called by what the number counts", () => {
  const part = { by: { property: "source", of: "session" as const }, value: "google" };
  expect(askedTimeCell({ outcome: "converted", from: 0, to: 60, part, start: "2026-01-05" })).toEqual({
    outcome: "converted",
    from_seconds: 0,
    to_seconds: 60,
    breakdown: "google",
    start: "2026-01-05",
  });
  expect(askedTimeCell({ outcome: "lost", part: { ...part, value: null } as never })).toEqual({
    outcome: "lost",
    breakdown: null,
  });
  expect(timeCellTitle({ outcome: "converted" }, words())).toBe(
    "Who got to Order within 7 days after their first event?",
  );
  expect(timeCellTitle({ outcome: "converted", from: 60, to: 300, part }, words({ start: "cart" }))).toBe(
    "Who got to Order 1–5 min after cart (session source: google)?",
  );
  expect(timeCellTitle({ outcome: "open", start: "2026-01-05" }, words())).toBe(
    "Who still has time to get to Order (started in the week of 5 Jan 2026)?".replace(
      "5 Jan 2026",
      new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" }).format(
        new Date("2026-01-05T00:00:00Z"),
      ),
    ),
  );
  expect(timeCellTitle({ outcome: "entered" }, words())).toBe("Who had their first event of all?");
  expect(timeCellTitle({ outcome: "lost" }, words())).toContain("did not get to Order within 7 days");
});

test("counts add up", () => {
  expect(lostOf(row())).toBe(580);
  expect(timeN(row())).toBe("n = 1,000 persons who started, 120 of them with time left");
  expect(timeN(row({ open: 0, entered: 1 }))).toBe("n = 1 person who started");
});
