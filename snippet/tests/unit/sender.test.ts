// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { queueOver } from "../../src/queue";
import { secondsOf, senderOf } from "../../src/sender";
import { storageOver } from "../../src/storage";
import { localStorageOf, messageOfSize } from "./fakes";

const settings = {
  key: "cairn_wk_1",
  host: "https://cairn.example",
  respectsGpc: true,
  needsConsent: false,
  countsPages: true,
};
const answer = (status: number, headers?: HeadersInit) =>
  new Response(null, { status, ...(headers && { headers }) });

let queue = queueOver(storageOver(localStorageOf), Date.now);
let fetched = vi.fn<typeof fetch>();
const sent = (call: number) =>
  (JSON.parse(fetched.mock.calls[call]![1]!.body as string) as { batch: { messageId: string }[] }).batch.map(
    ({ messageId }) => messageId,
  );

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const local = localStorageOf();
  queue = queueOver(
    storageOver(() => local),
    Date.now,
  );
  fetched = vi.fn<typeof fetch>();
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => vi.useRealTimers());

it("gathers messages into one request and forgets them when they are durable", async () => {
  fetched.mockResolvedValue(answer(200));
  const sender = senderOf(queue, settings);
  for (const id of ["a", "b"]) {
    queue.add(messageOfSize(id));
    sender.nudge();
  }
  await vi.advanceTimersByTimeAsync(1000);
  expect(fetched).toHaveBeenCalledOnce();
  const [address, request] = fetched.mock.calls[0]!;
  expect(address).toBe("https://cairn.example/v1/batch");
  expect(request).toMatchObject({ method: "POST", keepalive: true, credentials: "omit" });
  // No header of ours: a browser asks before it sends one.
  expect(request).not.toHaveProperty("headers");
  expect(JSON.parse(request!.body as string)).toMatchObject({
    writeKey: "cairn_wk_1",
    sentAt: expect.any(String),
  });
  expect(sent(0)).toEqual(["a", "b"]);
  expect(queue.batch(new Set())).toEqual([]);
});

it.each([0, 408, 429, 500, 503])("tries the same messages again after %i", async (status) => {
  if (status) fetched.mockResolvedValueOnce(answer(status));
  else fetched.mockRejectedValueOnce(new TypeError("no network"));
  fetched.mockResolvedValue(answer(200));
  const sender = senderOf(queue, settings);
  queue.add(messageOfSize("a"));
  sender.flush();
  await vi.advanceTimersByTimeAsync(999);
  expect(fetched).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect([sent(0), sent(1), queue.batch(new Set())]).toEqual([["a"], ["a"], []]);
});

it.each([400, 401, 403, 413])("drops what is refused with %i", async (status) => {
  fetched.mockResolvedValue(answer(status));
  queue.add(messageOfSize("a"));
  senderOf(queue, settings).flush();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(fetched).toHaveBeenCalledOnce();
  expect(queue.batch(new Set())).toEqual([]);
});

it("waits longer after each failure, a minute at most", async () => {
  fetched.mockResolvedValue(answer(500));
  const times: number[] = [];
  fetched.mockImplementation(() => (times.push(Date.now()), Promise.resolve(answer(500))));
  queue.add(messageOfSize("a"));
  senderOf(queue, settings).flush();
  await vi.advanceTimersByTimeAsync(300_000);
  const pauses = times.slice(1).map((time, n) => (time - times[n]!) / 1000);
  expect(pauses.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});

it("begins anew with short pauses after a success", async () => {
  const statuses = [500, 500, 500, 200, 500, 200];
  const times: number[] = [];
  fetched.mockImplementation(
    () => (times.push(Date.now()), Promise.resolve(answer(statuses[times.length - 1]!))),
  );
  const sender = senderOf(queue, settings);
  queue.add(messageOfSize("a"));
  sender.flush();
  await vi.advanceTimersByTimeAsync(20_000);
  queue.add(messageOfSize("b"));
  sender.flush();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(times.slice(1).map((time, n) => (time - times[n]!) / 1000)).toEqual([1, 2, 4, 13, 1]);
});

it("waits as long as the server says", async () => {
  fetched.mockResolvedValueOnce(answer(429, { "Retry-After": "20" }));
  fetched.mockResolvedValue(answer(200));
  const sender = senderOf(queue, settings);
  queue.add(messageOfSize("a"));
  sender.flush();
  await vi.advanceTimersByTimeAsync(10_000);
  queue.add(messageOfSize("b"));
  sender.nudge();
  await vi.advanceTimersByTimeAsync(9_999);
  expect(fetched).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent(1)).toEqual(["a", "b"]);
});

it("sends what came meanwhile when the page is left, and not again what is on its way", async () => {
  fetched.mockReturnValue(new Promise(() => {}));
  const sender = senderOf(queue, settings);
  queue.add(messageOfSize("a"));
  sender.flush();
  queue.add(messageOfSize("b"));
  sender.flush();
  sender.flush();
  expect(fetched.mock.calls.map((_, n) => sent(n))).toEqual([["a"], ["b"]]);
});

it("sends one batch after the other", async () => {
  fetched.mockImplementation(() => Promise.resolve(answer(200)));
  const sender = senderOf(queue, settings);
  for (let n = 0; n < 250; n++) queue.add(messageOfSize(`m${n}`));
  sender.nudge();
  await vi.advanceTimersByTimeAsync(1000);
  expect(fetched.mock.calls.map((_, n) => sent(n).length)).toEqual([100, 100, 50]);
});

it("does not let others' messages hold up its own", async () => {
  const local = localStorageOf();
  const [other, own] = [
    queueOver(
      storageOver(() => local),
      Date.now,
    ),
    queueOver(
      storageOver(() => local),
      Date.now,
    ),
  ];
  fetched.mockImplementation(() => Promise.resolve(answer(200)));
  const sender = senderOf(own, settings);
  other.add(messageOfSize("other"));
  sender.flush();
  await vi.advanceTimersByTimeAsync(100);
  own.add(messageOfSize("own"));
  sender.nudge();
  await vi.advanceTimersByTimeAsync(400);
  expect(fetched.mock.calls.map((_, n) => sent(n))).toEqual([["own"]]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fetched.mock.calls.map((_, n) => sent(n))).toEqual([["own"], ["other"]]);
});

it("is not put off by a stream of messages", async () => {
  fetched.mockImplementation(() => Promise.resolve(answer(200)));
  const sender = senderOf(queue, settings);
  for (let n = 0; n < 10; n++) {
    queue.add(messageOfSize(`m${n}`));
    sender.nudge();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(sent(0).length).toBeLessThan(6);
});

it.each([
  [null, 0],
  ["", 0],
  ["7", 7],
  ["-7", 0],
  ["99999", 3600],
  ["soon", 0],
])("Retry-After %j is %i s", (text, seconds) => expect(secondsOf(text)).toBe(seconds));

it("reads a date in Retry-After", () => {
  expect(secondsOf(new Date(Date.now() + 30_000).toUTCString())).toBeGreaterThan(28);
});
