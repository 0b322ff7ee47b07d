import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  ADOPTED_AFTER,
  MAX_AGE,
  MAX_BATCH,
  MAX_BYTES,
  MAX_CHARACTERS,
  MAX_MESSAGES,
  queueOver,
} from "../../src/queue";
import { storageOver } from "../../src/storage";
import { localStorageOf, messageOfSize } from "./fakes";

let local = localStorageOf();
let time = 1_700_000_000_000;
const tab = () =>
  queueOver(
    storageOver(() => local),
    () => time,
  );
const ids = (queue: ReturnType<typeof tab>, taken = new Set<string>()) =>
  queue.batch(taken).map(({ text }) => (JSON.parse(text) as { messageId: string }).messageId);

beforeEach(() => {
  local = localStorageOf();
  time = 1_700_000_000_000;
});

describe("order and batches", () => {
  it("gives the oldest first and leaves out what is on its way", () => {
    const queue = tab();
    for (const id of ["c", "a", "b"]) {
      queue.add(messageOfSize(id));
      time++;
    }
    expect(ids(queue)).toEqual(["c", "a", "b"]);
    const [first] = queue.batch(new Set());
    expect(ids(queue, new Set([first!.name]))).toEqual(["a", "b"]);
    queue.remove([first!]);
    expect(ids(queue)).toEqual(["a", "b"]);
  });

  it("fits into what a browser sends from a page that is left", () => {
    const queue = tab();
    for (let n = 0; n < 8; n++) queue.add(messageOfSize(`m${n}`, 14_000));
    const batch = queue.batch(new Set());
    expect(batch.length).toBe(4);
    expect(new TextEncoder().encode(batch.map(({ text }) => text).join()).length).toBeLessThanOrEqual(
      MAX_BYTES,
    );
  });

  it("counts bytes, not characters", () => {
    const queue = tab();
    for (let n = 0; n < 4; n++)
      queue.add({ messageId: `m${n}`, text: "€".repeat(10_000) } as { messageId: string });
    expect(ids(queue)).toEqual(["m0", "m1"]);
  });

  it("has a most of messages in a batch", () => {
    const queue = tab();
    for (let n = 0; n < MAX_BATCH + 1; n++) queue.add(messageOfSize(`m${n}`));
    expect(ids(queue).length).toBe(MAX_BATCH);
  });
});

describe("bounds", () => {
  it("drops the oldest beyond the most messages and counts them once", () => {
    const queue = tab();
    for (let n = 0; n < MAX_MESSAGES + 3; n++) {
      queue.add(messageOfSize(`m${n}`));
      time++;
    }
    expect(Object.keys(local).filter((name) => name.startsWith("cairn.m.")).length).toBe(MAX_MESSAGES);
    expect(ids(queue)[0]).toBe("m3");
    expect([queue.takeDropped(), queue.takeDropped()]).toEqual([3, 0]);
  });

  it("drops the oldest beyond the most characters", () => {
    const queue = tab();
    for (let n = 0; n < 6; n++) {
      queue.add(messageOfSize(`m${n}`, 50_000));
      time++;
    }
    const kept = Object.entries(local).filter(([name]) => name.startsWith("cairn.m."));
    expect(kept.reduce((sum, [, text]) => sum + (text as string).length, 0)).toBeLessThanOrEqual(
      MAX_CHARACTERS,
    );
    expect([ids(queue)[0], queue.takeDropped()]).toEqual(["m1", 1]);
  });

  it("takes no message that no request could carry", () => {
    const told = vi.spyOn(console, "warn").mockImplementation(() => {});
    const queue = tab();
    queue.add(messageOfSize("large", MAX_BYTES));
    expect([ids(queue), queue.takeDropped()]).toEqual([[], 1]);
    expect(told).toHaveBeenCalledOnce();
  });

  it("drops what is older than the server's memory of ids", () => {
    const queue = tab();
    queue.add(messageOfSize("old"));
    time += MAX_AGE + 1;
    queue.add(messageOfSize("new"));
    expect([ids(queue), queue.takeDropped()]).toEqual([["new"], 1]);
  });
});

describe("tabs", () => {
  it("leave young messages to their own page and adopt them later", () => {
    const [one, other] = [tab(), tab()];
    one.add(messageOfSize("a"));
    other.add(messageOfSize("b"));
    expect([ids(one), ids(other), one.hasForeign()]).toEqual([["a"], ["b"], true]);
    time += ADOPTED_AFTER;
    expect([ids(one).sort(), one.hasForeign()]).toEqual([["a", "b"], false]);
  });

  it("do not adopt what another has sent", () => {
    const [one, other] = [tab(), tab()];
    one.add(messageOfSize("a"));
    one.remove(one.batch(new Set()));
    time += ADOPTED_AFTER;
    expect(ids(other)).toEqual([]);
  });

  it("adopt when the clock was set back", () => {
    tab().add(messageOfSize("a"));
    time -= 3600e3;
    expect(ids(tab())).toEqual(["a"]);
  });
});

describe("texts", () => {
  it.each([
    ["half a pair \ud83d", "half a pair \ufffd"],
    ["other half \ude00!", "other half \ufffd!"],
    ["a whole pair 😀", "a whole pair 😀"],
    ["a written one \\ud83d", "a written one \\ud83d"],
    ["a written backslash and half a pair \\\ud83d", "a written backslash and half a pair \\\ufffd"],
    ["</script>\u2028\u0000", "</script>\u2028\u0000"],
  ])("%j is sent as %j", (text, expected) => {
    const queue = tab();
    queue.add({ messageId: "m", text } as { messageId: string });
    const [entry] = queue.batch(new Set());
    expect(JSON.parse(entry!.text)).toEqual({ messageId: "m", text: expected });
    expect(entry!.text).not.toMatch(/(^|[^\\])(\\\\)*\\ud[89a-f]/);
  });
});
