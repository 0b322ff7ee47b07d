import { expect, test } from "vitest";
import type { Mapping } from "../../api/importing";
import {
  columnUse,
  fieldRows,
  isField,
  missingOf,
  restOf,
  withColumns,
  withColumnUse,
  withConstant,
  withKnownColumns,
  withoutField,
} from "./mappingEdit";

const MAPPING: Mapping = {
  timezone: "UTC",
  trust: "client",
  columns: { event_time: ["date", "time"], user_id: "client" },
  constants: { currency: "EUR" },
  types: { seats: "number" },
};
const FIELDS = ["event", "event_time", "message_id", "user_id", "anonymous_id", "value", "currency"];
const column = (name: string) => ({ name, samples: [], empty: 0 });

test("required fields and ids are asked for, then what is mapped, in the server's order", () => {
  expect(fieldRows(MAPPING, FIELDS, ["value"])).toEqual([
    { field: "event", columns: [], constant: null },
    { field: "event_time", columns: ["date", "time"], constant: null },
    { field: "user_id", columns: ["client"], constant: null },
    { field: "anonymous_id", columns: [], constant: null },
    { field: "value", columns: [], constant: null },
    { field: "currency", columns: [], constant: "EUR" },
    { field: "order_id", columns: [], constant: null },
  ]);
});

test("one column stands alone, several in a list, none is gone", () => {
  expect(withColumns(MAPPING, "event", ["what"]).columns.event).toBe("what");
  expect(withColumns(MAPPING, "event", ["a", "b"]).columns.event).toEqual(["a", "b"]);
  expect("user_id" in withColumns(MAPPING, "user_id", []).columns).toBe(false);
  expect(MAPPING.columns.user_id).toBe("client");
});

test("an empty constant is none", () => {
  expect(withConstant(MAPPING, "event", "purchase").constants.event).toBe("purchase");
  expect(withConstant(MAPPING, "currency", "").constants).toEqual({});
  expect(withoutField(MAPPING, "currency").constants).toEqual({});
});

test("a column is one thing: typed, or left out", () => {
  const out = withColumnUse(MAPPING, "seats", "ignored");
  expect([columnUse(out, "seats"), out.types, out.ignore]).toEqual(["ignored", {}, ["seats"]]);
  const back = withColumnUse(out, "seats", "time");
  expect([columnUse(back, "seats"), back.ignore]).toEqual(["time", undefined]);
  expect(columnUse(withColumnUse(back, "seats", "as_is"), "seats")).toBe("as_is");
});

test("a column that becomes a field is no longer left out", () => {
  const out = withColumnUse(MAPPING, "what", "ignored");
  expect(withColumns(out, "event", ["what"]).ignore).toBeUndefined();
});

test("what is taken for no field becomes a property", () => {
  const columns = ["date", "time", "client", "seats"].map(column);
  expect(restOf(MAPPING, columns).map(({ name }) => name)).toEqual(["seats"]);
});

test("an event needs its name and time, by column or constant", () => {
  expect(missingOf(MAPPING)).toEqual(["event"]);
  expect(missingOf(withConstant(MAPPING, "event", "order"))).toEqual([]);
});

test("columns that only hold a place are not taken for columns", () => {
  const open = {
    ...MAPPING,
    columns: { event: "COLUMN", event_time: ["date", "COLUMN"], user_id: "client" },
  };
  expect(withKnownColumns(open, ["date", "client"].map(column)).columns).toEqual({ user_id: "client" });
});

test("a field is one of the list, or goes on where the list only begins", () => {
  const fields = ["event", "properties.", "context."];
  expect(["event", "context.page.path"].map((text) => isField(text, fields))).toEqual([true, true]);
  expect(["context.", "events", ""].map((text) => isField(text, fields))).toEqual([false, false, false]);
});
