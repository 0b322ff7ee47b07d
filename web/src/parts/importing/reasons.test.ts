import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { byReason, reasonHint } from "./reasons";

test("every documented reason has a way to mend it", () => {
  const text = readFileSync("../docs/reference/mapping.md", "utf8");
  const section = /## Why rows are rejected([\s\S]*?)\n## /.exec(text)?.[1] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  const reasons = rows.flatMap((line) =>
    [...(line.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ""),
  );
  expect(reasons.length).toBeGreaterThan(20);
  for (const reason of reasons)
    expect([reason, reasonHint(reason)]).not.toContain(reasonHint("no such reason"));
});

test("letters stand under their reasons, the most frequent first", () => {
  const letters = [{ reason: "a" }, { reason: "b" }, { reason: "b" }];
  expect(byReason(letters).map(({ reason, letters: of }) => [reason, of.length])).toEqual([
    ["b", 2],
    ["a", 1],
  ]);
});
