import { expect, test } from "vitest";
import { newPopulation, type PopulationDraft } from "./population";
import { isCondition, readPopulation, typedCondition, writePopulation } from "./populationAddress";

test("a draft comes back from the address as it went, also half made", () => {
  const draft: PopulationDraft = {
    id: "hot",
    name: "Hot 100 %",
    description: "",
    of: "any",
    conditions: [
      { did: { event: "" } },
      { all: [{ not: { did: { event: "a" }, range: { start: "", end: "" } } }] },
      { not: { any: [{ person: { property: "plan", op: "eq", value: 3 } }] } },
    ],
  };
  expect(readPopulation(writePopulation(draft))).toEqual(draft);
  expect(readPopulation(writePopulation(newPopulation()))).toEqual(newPopulation());
  expect(writePopulation(null)).toBeUndefined();
  expect(readPopulation(undefined)).toBeNull();
});

test("an address that makes no sense is an empty draft with what made sense in it", () => {
  expect(readPopulation("{")).toEqual(newPopulation());
  expect(readPopulation("[1]")).toEqual(newPopulation());
  expect(readPopulation('{"name": "Hot", "id": 7, "is": {"all": 3}}')).toEqual({
    ...newPopulation(),
    name: "Hot",
  });
});

test("only conditions have the form of one", () => {
  const leaf = { did: { event: "a" } };
  expect(isCondition({ all: [leaf, { not: { any: [leaf] } }] })).toBe(true);
  const wrong: unknown[] = [
    null,
    [],
    {},
    { all: leaf },
    { all: [leaf], any: [leaf] },
    { all: [leaf], did: { event: "a" } },
    { all: [7] },
    { not: [leaf] },
    { did: "a" },
    { did: { event: 7 } },
    { did: { event: "a" }, at_least: "2" },
    { did: { event: "a" }, range: "7d" },
    { did: { event: "a" }, value: { currency: "EUR", at_least: 100 } },
    { sequence: leaf },
    { sequence: ["a"] },
    { person: { property: "plan" } },
  ];
  for (const one of wrong) expect(isCondition(one), JSON.stringify(one)).toBe(false);
  const deep = (levels: number): unknown => (levels === 1 ? leaf : { not: deep(levels - 1) });
  expect(isCondition(deep(6))).toBe(true);
  expect(isCondition(deep(7))).toBe(false);
});

test("what is typed is a condition or says why not", () => {
  expect(typedCondition('{"did": {"event": "a"}}')).toEqual({ condition: { did: { event: "a" } } });
  expect(typedCondition("{did")).toEqual({ fault: "This is no JSON." });
  expect(typedCondition("{}")).toMatchObject({ fault: expect.stringContaining("“sequence”") });
});
