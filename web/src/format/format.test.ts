import { expect, test } from "vitest";
import { majorOf, minorOf, money, moneyOf } from "./money";
import { bytes, change, percent, points } from "./number";
import { interval, isClear } from "./rate";
import { duration, span, windowWords } from "./time";

const plain = (text: string | undefined) => text?.replaceAll("\u202f", " ");

test("a share keeps what tells it apart from nothing", () => {
  expect(plain(percent(0))).toBe("0.0 %");
  expect(plain(percent(0.0004))).toBe("0.04 %");
  expect(plain(percent(0.034))).toBe("3.4 %");
  expect(plain(percent(1))).toBe("100 %");
  expect(plain(interval({ low: 0.029, high: 0.04 }))).toBe("2.9–4.0 %");
});

test("a difference has its sign, and an interval that leaves zero out is seen to", () => {
  expect(plain(points(-0.142))).toBe("−14.2 pp");
  expect(plain(points(0.0003))).toBe("+0.03 pp");
  expect(plain(points(0))).toBe("0.0 pp");
  expect(isClear({ value: -0.007, low: -0.014, high: -0.0003, level: 0.95, method: "newcombe" })).toBe(true);
  expect(isClear({ value: 0.01, low: -0.002, high: 0.02, level: 0.95, method: "newcombe" })).toBe(false);
});

test("nothing is no base of a change", () => {
  expect(plain(change(250, 200))).toBe("+25 %");
  expect(change(5, 0)).toBeUndefined();
});

test("money has the digits of its currency", () => {
  expect(majorOf({ minor: 4900, currency: "EUR" })).toBe(49);
  expect(majorOf({ minor: 4900, currency: "JPY" })).toBe(4900);
  expect(majorOf({ minor: 4900, currency: "KWD" })).toBe(4.9);
  expect(minorOf(12.34, "EUR")).toBe(1234);
  expect(minorOf(0.1 + 0.2, "EUR")).toBe(30);
  expect(money({ minor: 129900, currency: "EUR" })).toContain("1,299.00");
});

test("amounts in several currencies do not look like a sum", () => {
  const amounts = ["EUR", "CHF", "JPY"].map((currency) => ({ minor: 10_000, currency }));
  expect(plain(moneyOf(null, amounts.slice(0, 2)))?.replaceAll("\u00a0", " ")).toBe("€100.00 and CHF 100.00");
  expect(moneyOf(null, amounts)).toMatch(/, .* and /);
  expect(moneyOf(amounts[0], amounts)).toBe("€100.00");
  expect(moneyOf(null, [])).toBeUndefined();
});

test("times are told by their two largest units, and a range by its last day", () => {
  expect(duration(201_600)).toBe("2 d 8 h");
  expect(duration(200)).toBe("3 min 20 s");
  expect(duration(0.4)).toBe("0 s");
  expect(span("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "UTC")).toContain("31");
  expect(windowWords("7d")).toBe("7 days");
  expect(windowWords("1h")).toBe("1 hour");
});

test("bytes are in powers of 1,024, as the commands write them", () => {
  expect([0, 1, 66.92, 1_023].map(bytes)).toEqual(["0 bytes", "1 byte", "66.9 bytes", "1,023 bytes"]);
  expect([1_024, 1_536, 2 ** 20 - 1, 2 ** 20, 5 * 2 ** 30].map(bytes)).toEqual([
    "1.0 KiB",
    "1.5 KiB",
    "1.0 MiB",
    "1.0 MiB",
    "5.0 GiB",
  ]);
});
