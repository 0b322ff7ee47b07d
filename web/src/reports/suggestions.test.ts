import { expect, test } from "vitest";
import { freeIdOf, idOf } from "./ids";
import { currencyOf, faultOfId, weekStartOf, zones } from "./suggestions";

test.each([
  ["Demo shop", "demo-shop"],
  ["Müller & Söhne GmbH", "muller-sohne-gmbh"],
  ["  Straße 7! ", "strasse-7"],
  ["Łódź", "lodz"],
  ["日本", ""],
  ["--a--", "a"],
])("the id of %j is %j", (name, id) => expect(idOf(name)).toBe(id));

test("a long name is cut, and what is left ends with a letter", () => {
  const id = idOf(`${"a".repeat(63)} b`);
  expect(id).toBe("a".repeat(63));
});

test("an id that is taken gets a number", () => {
  expect(freeIdOf("Shop", [])).toBe("shop");
  expect(freeIdOf("Shop", ["shop", "shop-2"])).toBe("shop-3");
  const long = "a".repeat(64);
  expect(freeIdOf(long, [long])).toBe(`${"a".repeat(62)}-2`);
});

test("an id is refused for what the server would refuse", () => {
  expect(faultOfId("shop_1-a", [])).toBeUndefined();
  expect(faultOfId("a", [])).toBeUndefined();
  for (const id of ["", "Shop", "-a", "a-", "a b", "ä", "a".repeat(65)])
    expect(faultOfId(id, [])).toBeDefined();
  expect(faultOfId("shop", ["shop"])).toMatch(/already/);
});

test.each([
  ["de", "EUR"],
  ["de-CH", "CHF"],
  ["en-GB", "GBP"],
  ["en-US", "USD"],
  ["en", "USD"],
  ["ja", "JPY"],
  ["not a locale", "USD"],
])("money where %j is spoken is %s", (locale, currency) => expect(currencyOf(locale)).toBe(currency));

test("weeks begin where people expect them to", () => {
  expect(weekStartOf("de-DE")).toBe("monday");
  expect(weekStartOf("en-US")).toBe("sunday");
});

test("UTC can be chosen", () => expect(zones()).toContain("UTC"));
