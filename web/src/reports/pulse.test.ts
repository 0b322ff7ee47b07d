import { expect, test } from "vitest";
import type { Pulse } from "../api/administration";
import { damageIn } from "../api/administration";
import { firstSentence, healthSentence, storedSentence } from "./pulse";

const NOW = "2026-11-27T12:00:00Z";
const EMPTY: Pulse = {
  now: NOW,
  last_event_at: null,
  minutes: [],
  recent: [],
  dead_letters_last_hour: 0,
} as never;
const minutes = [
  { start: NOW, events: 40 },
  { start: NOW, events: 2 },
];

test("the first event is told whatever way it came", () => {
  const seen = { event: "pageview", way: "browser", received_at: "2026-11-27T11:59:57Z" };
  expect(firstSentence(EMPTY)).toBeUndefined();
  expect(firstSentence({ ...EMPTY, recent: [{ ...seen, event: "cart" }, seen] } as never)).toBe(
    "First event: pageview, from the browser, 3 seconds ago",
  );
  const file = { event: null, way: "import", import_id: "imp-1", events: 1200 };
  expect(firstSentence({ ...EMPTY, recent: [file] } as never)).toBe("First events: 1,200, from a file");
  expect(firstSentence({ ...EMPTY, recent: [{ ...file, events: 0 }] } as never)).toBeUndefined();
  expect(firstSentence({ ...EMPTY, recent: Array(50).fill(seen) } as never)).toMatch(/^Latest event/);
});

test("yes is said only where nothing is to be looked at", () => {
  const pulse = { ...EMPTY, last_event_at: "2026-11-27T11:59:00Z", minutes } as Pulse;
  expect(healthSentence({ pulse, events: 9, damage: [] })).toEqual({
    tone: "good",
    text: "Yes: the last event came 1 minute ago, 42 came in the last 2 minutes.",
  });
  const faulty = healthSentence({ pulse: { ...pulse, dead_letters_last_hour: 1 }, events: 9, damage: [] });
  expect(faulty.tone).toBe("warn");
  expect(faulty.text).toMatch(
    /^The last event came .* 1 message of the last hour was no event and kept as a dead letter\.$/,
  );
  expect(healthSentence({ pulse, events: 9, damage: ["the log is damaged: …"] }).tone).toBe("bad");
});

test("nothing yet, and nothing for long, are two things", () => {
  expect(healthSentence({ pulse: EMPTY, events: 0, damage: [] }).text).toBe("Nothing has come in yet.");
  const quiet = { ...EMPTY, last_event_at: "2026-11-24T12:00:00Z" } as Pulse;
  expect(healthSentence({ pulse: quiet, events: 9, damage: [] }).text).toBe(
    "It is quiet: the last event came 3 days ago.",
  );
  expect(healthSentence({ pulse: EMPTY, events: 9, damage: [] }).text).toBe(
    "9 events are stored; none came lately.",
  );
});

test("damage stands behind ready, and only there", () => {
  expect(damageIn("ready\n")).toEqual([]);
  expect(damageIn("ready\nthe log is damaged: 7 bytes\n")).toEqual(["the log is damaged: 7 bytes"]);
  expect(damageIn("<!doctype html>\n<html>")).toEqual([]);
});

test("what is stored is said where what came last brought nothing", () => {
  expect(storedSentence(0)).toBeUndefined();
  expect(storedSentence(1)).toBe("1 event is stored already");
  expect(storedSentence(1940)).toBe("1,940 events are stored already");
});
