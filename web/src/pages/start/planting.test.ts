import { expect, test } from "vitest";
import type { ImportJob } from "../../api/importing";
import { standingOf } from "./planting";

const job = (state: string, more: object = {}) =>
  ({ state, report: null, error: null, ...more }) as ImportJob;

test.each(["reading", "resolving", "committing"])("a shop whose job is %s is on its way", (state) =>
  expect(standingOf(job(state))).toBe("under way"),
);

test("a shop is there when its events and all beside them are", () => {
  expect(standingOf(job("done", { report: { warnings: [] } }))).toBe("there");
  expect(standingOf(job("done", { report: { warnings: ["no goals"] } }))).toBe("incomplete");
});

test("what failed has not come", () => {
  expect(standingOf(job("failed", { error: { code: "storage", message: "the disk is full" } }))).toBe(
    "failed",
  );
});
