/**
 * Sends what waits, in the background and when the page is left.
 *
 * The body is plain text with the key in it, so that browsers need not ask the server before each request.
 */

import { ADOPTED_AFTER, type Entry, type Queue } from "./queue";
import type { Settings } from "./settings";
import { safely, warn } from "./warnings";

/** How long messages gather before they are sent, in ms. */
const GATHER = 300;
/** The first and the longest pause after a failure, in ms. */
const FIRST_PAUSE = 1e3;
const LONGEST_PAUSE = 60e3;
const TIMEOUT = 30e3;

export interface Sender {
  /** Sends soon. */
  nudge(): void;
  /** Sends at once, also from a page that is being left and after failures. */
  flush(): void;
}

export function senderOf(queue: Queue, settings: Settings): Sender {
  /** What is on its way. */
  const taken = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When it goes off, by the page's own clock. */
  let due = Infinity;
  let failures = 0;

  const later = (pause: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => safely(send), pause);
    due = performance.now() + pause;
  };

  function send(): void {
    clearTimeout(timer);
    due = Infinity;
    const entries = queue.batch(taken);
    if (entries.length) void post(entries);
    else if (!taken.size && queue.hasForeign()) later(ADOPTED_AFTER);
  }

  async function post(entries: Entry[]): Promise<void> {
    for (const { name } of entries) taken.add(name);
    // Between failures 1, 2, 4, … s, each shortened by up to a half so that many pages do not return as one.
    let pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures) * (1 - Math.random() / 2);
    let isDone = false;
    try {
      const response = await fetch(settings.host + "/v1/batch", request(settings.key, entries));
      const { status } = response;
      isDone = status < 400 || (status < 500 && status !== 408 && status !== 429);
      if (status >= 400 && isDone) warn(`the server refuses events with status ${status}; they are dropped`);
      pause = Math.max(pause, secondsOf(response.headers.get("Retry-After")) * 1e3);
    } catch {
      // No network, a blocker, or the page is being left: the messages stay where they are.
    }
    for (const { name } of entries) taken.delete(name);
    if (isDone) {
      queue.remove(entries);
      failures = 0;
      if (due === Infinity) later(0);
    } else {
      failures++;
      later(pause);
    }
  }

  return {
    nudge() {
      // Not before a pause is over that failures made, and not later with each message.
      if (!failures && !taken.size && due > performance.now() + GATHER) later(GATHER);
    },
    flush: send,
  };
}

function request(key: string, entries: Entry[]): RequestInit {
  const batch = entries.map(({ text }) => text).join();
  const [writeKey, sentAt] = [JSON.stringify(key), JSON.stringify(new Date())];
  return {
    method: "POST",
    body: `{"writeKey":${writeKey},"sentAt":${sentAt},"batch":[${batch}]}`,
    credentials: "omit",
    keepalive: true,
    // Browsers of before 2022 wait as long as they like.
    signal: AbortSignal.timeout?.(TIMEOUT) ?? null,
  };
}

/** How long a server wants to be left alone: seconds or a date (RFC 9110, 10.2.3), at most an hour. */
export function secondsOf(retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? 0);
  const told = Number.isNaN(seconds) ? (Date.parse(retryAfter ?? "") - Date.now()) / 1e3 : seconds;
  return Math.min(3600, Math.max(0, told || 0));
}
