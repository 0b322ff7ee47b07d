import { expect, it } from "vitest";
// @ts-expect-error a script without types
import { MOST, bundle, packed } from "../../scripts/build.mjs";

it("is small enough to load on every page", async () => {
  expect(packed(await bundle())).toBeLessThanOrEqual(MOST);
});

it("loads nothing and evaluates nothing", async () => {
  expect(await bundle()).not.toMatch(/\beval\(|new Function|import\(|document\.write|createElement|\.cookie/);
});
