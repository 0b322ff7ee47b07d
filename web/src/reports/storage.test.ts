import { expect, test } from "vitest";
import type { Forecast, Storage } from "../api/storage";
import { compactionEnd, daysFigure, forecastGround, storageSentence } from "./storage";

const KIB = 1_024;
const GROWS: Forecast = {
  outlook: "grows",
  days: 12,
  live_events: 3400,
  imported_events: 0,
  bytes_per_day: 200 * KIB,
  days_until_low_water: 530,
};
const EARLY: Forecast = {
  ...GROWS,
  outlook: "too_early",
  days: 0,
  bytes_per_day: null,
  days_until_low_water: null,
};
const DISK = { free_bytes: 5 * KIB ** 3, total_bytes: 100 * KIB ** 3, low_water_bytes: KIB ** 3 };
const some = (forecast: Forecast, disk: Storage["disk"] = DISK) =>
  ({ events: 1234, bytes: 4.5 * KIB ** 2, forecast, disk }) as Storage;

test("the answer tells what is there, what is free and for how long", () => {
  expect(storageSentence(some(GROWS))).toBe(
    "1,234 events and what belongs to them take 4.5 MiB; 5.0 GiB are free. At 200.0 KiB a day that lasts for 530 days.",
  );
  expect(storageSentence(some(EARLY))).toMatch(/It is too early to say how long that lasts\.$/);
  expect(storageSentence(some({ ...GROWS, days_until_low_water: 4000 }))).toMatch(/more than 10 years\.$/);
  expect(storageSentence(some({ ...GROWS, outlook: "still", days: 30 }))).toMatch(/in the last 30 days/);
  expect(storageSentence({ ...some(EARLY), events: 0 })).toMatch(/^Nothing is stored yet; 5.0 GiB are free/);
});

test("a full disk is told before all else", () => {
  const full = { ...DISK, free_bytes: 900 * KIB ** 2 };
  expect(storageSentence(some(GROWS, full))).toMatch(
    /^No: only 900.0 MiB are free and 1.0 GiB must stay free/,
  );
});

test("where the room is not known nothing is foretold of it", () => {
  const unknown = { ...GROWS, days_until_low_water: null };
  expect(storageSentence(some(unknown, null))).toMatch(/how much room there is can't be told\.$/);
  expect(daysFigure(unknown)).toBe("—");
});

test("a forecast travels with what it is made of", () => {
  expect([daysFigure(GROWS), daysFigure(EARLY)]).toEqual(["530 days", "too early"]);
  expect(forecastGround(GROWS)).toBe("mean of 12 whole days, 3,400 live events");
  expect(forecastGround({ ...GROWS, imported_events: 7000 })).toMatch(/; without 7,000 imported$/);
  expect(forecastGround(EARLY)).toBe("needs 2 whole days of live events");
});

test("how a compaction ended", () => {
  const at = "2026-11-27T12:00:00Z";
  expect(compactionEnd({ at, outcome: "placed", reason: null })).toMatch(/^took the place/);
  expect(compactionEnd({ at, outcome: "called_off", reason: null })).toMatch(/^was called off/);
  expect(compactionEnd({ at, outcome: "failed", reason: "no room" })).toMatch(/^failed: no room\./);
});
