import { expect, test } from "vitest";
import { haveDecimalComma } from "./decimalComma";

test("a comma before the fraction is known by the amounts", () => {
  expect(haveDecimalComma(["148,34", "1.248,00", "7", ""])).toBe(true);
  expect(haveDecimalComma(["148.34", "1,5"])).toBe(false);
  expect(haveDecimalComma(["1.248", "7"])).toBe(false);
  expect(haveDecimalComma(["1,2,3"])).toBe(false);
  expect(haveDecimalComma([])).toBe(false);
});
