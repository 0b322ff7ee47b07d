import { expect, it } from "vitest";
import { storageOver } from "../../src/storage";
import { localStorageOf } from "./fakes";

it("keeps texts in the browser's storage", () => {
  const local = localStorageOf();
  storageOver(() => local).set("a.1", "x");
  const another = storageOver(() => local);
  expect(another.get("a.1")).toBe("x");
  another.remove("a.1");
  expect(another.names("a.")).toEqual([]);
});

it("keeps in memory what the browser refuses", () => {
  const storage = storageOver(() => {
    throw new DOMException("denied", "SecurityError");
  });
  storage.set("b", "2");
  storage.set("a", "1");
  expect([storage.get("a"), storage.names(""), storage.get("c")]).toEqual(["1", ["a", "b"], null]);
  storage.remove("a");
  expect(storage.names("")).toEqual(["b"]);
});

it("keeps in memory what has no room, and moves it over later", () => {
  const local = localStorageOf();
  const storage = storageOver(() => local);
  local.isFull = true;
  storage.set("a", "1");
  expect([storage.get("a"), local.getItem("a")]).toEqual(["1", null]);
  local.isFull = false;
  storage.set("a", "2");
  expect([storage.get("a"), local.getItem("a")]).toEqual(["2", "2"]);
});
