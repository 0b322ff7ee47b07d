import { expect, test } from "vitest";
import { timeFormatOf } from "./timeFormats";

test("times are known by how they are written", () => {
  expect(timeFormatOf(["28.10.2026 02:11", "1.2.2026 23:34"])).toBe("%d.%m.%Y %H:%M");
  expect(timeFormatOf(["28.10.2026 02:11:09"])).toBe("%d.%m.%Y %H:%M:%S");
  expect(timeFormatOf(["28.10.2026"])).toBe("%d.%m.%Y");
  expect(timeFormatOf(["1793153460", "1793153461"])).toBe("unix_s");
  expect(timeFormatOf(["1793153460123"])).toBe("unix_ms");
});

test("with slashes a number above twelve tells the day; without one nothing is guessed", () => {
  expect(timeFormatOf(["03/04/2026 10:00", "31/01/2026 10:00"])).toBe("%d/%m/%Y %H:%M");
  expect(timeFormatOf(["03/04/2026", "01/31/2026"])).toBe("%m/%d/%Y");
  expect(timeFormatOf(["03/04/2026"])).toBeNull();
  expect(timeFormatOf(["31/01/2026", "01/31/2026"])).toBeNull();
});

test("ISO needs no pattern, and a mixture has none", () => {
  expect(timeFormatOf(["2026-10-28 02:11"])).toBeNull();
  expect(timeFormatOf(["28.10.2026", "2026-10-28"])).toBeNull();
  expect(timeFormatOf([])).toBeNull();
});
