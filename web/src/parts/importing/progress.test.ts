import { expect, test } from "vitest";
import type { ImportJob } from "../../api/importing";
import { jobShare, jobWords, leftWords, secondsLeft, stateWords, uploadWords } from "./progress";

test("what is left follows from the pace so far", () => {
  expect(secondsLeft(25, 100, 10)).toBe(30);
  expect(secondsLeft(100, 100, 10)).toBe(0);
});

test("no pace, no guess", () => {
  expect(secondsLeft(0, 100, 10)).toBeUndefined();
  expect(secondsLeft(10, 100, 0.4)).toBeUndefined();
  expect(secondsLeft(10, 0, 5)).toBeUndefined();
  expect(secondsLeft(120, 100, 5)).toBeUndefined();
});

test.each([
  [0.2, "nearly done"],
  [7.1, "about 8 s left"],
  [41, "about 45 s left"],
  [130, "about 3 min left"],
  [7300, "about 2 h 2 min left"],
])("%d seconds are %j", (seconds, words) => expect(leftWords(seconds)).toBe(words));

const MIB = 1_024 ** 2;
const JOB = {
  job: "job-1",
  name: "a.csv",
  state: "reading",
  rows: 24_000,
  bytes: 4 * MIB,
  bytes_read: MIB,
  started_at: "",
  seconds: 2,
} as ImportJob;

test("a job tells bytes, rows, pace and what is left", () => {
  expect(jobWords(JOB)).toBe("1.0 MiB of 4.0 MiB · 24,000 rows · 12,000 rows a second · about 6 s left");
  expect(jobShare(JOB)).toBe(0.25);
});

test("a file that is yet to be made has nothing to be counted", () => {
  const job = { ...JOB, bytes: 0, bytes_read: 0, rows: 0 };
  expect([stateWords(job), jobWords(job), jobShare(job)]).toEqual(["Making a.csv", "", undefined]);
  expect(stateWords(JOB)).toBe("Reading a.csv");
});

test("after reading nobody knows how much is left", () => {
  expect(jobShare({ ...JOB, state: "committing" })).toBeUndefined();
  expect(jobWords({ ...JOB, state: "committing" })).not.toMatch(/left/);
});

test("an upload tells the same of its bytes", () => {
  expect(uploadWords(0, 12 * MIB, 0)).toBe("0 bytes of 12.0 MiB");
  expect(uploadWords(3 * MIB, 12 * MIB, 2)).toBe("3.0 MiB of 12.0 MiB · 1.5 MiB a second · about 6 s left");
});
