/**
 * Messages that wait for an acknowledgement.
 *
 * Each is one entry of the storage under its time and id. So tabs add and remove without disturbing each other,
 * and what a page leaves behind is sent by the next one. A message that is sent twice is stored once: its id
 * is its own from the beginning.
 */

import type { Storage } from "./storage";
import { warn } from "./warnings";

const ENTRY = "cairn.m.";
const DROPPED = "cairn.dropped";

/** How many messages wait at most. */
export const MAX_MESSAGES = 500;
/** How many characters they have at most, all together. */
export const MAX_CHARACTERS = 256 * 1024;
/** How long one may be, in bytes: browsers send 64 KiB from a page that is being left. */
export const MAX_BYTES = 60 * 1024;
/** How many go into one request at most. */
export const MAX_BATCH = 100;
/** How long one waits at most, in ms: the server knows the ids of seven days, and one that was sent without an
 *  answer must not be sent again after that. */
export const MAX_AGE = 6.5 * 24 * 3600e3;
/** How old a message is, in ms, when its own page must have sent it. */
export const ADOPTED_AFTER = 5e3;

/** A message and the name it is kept under. */
export interface Entry {
  name: string;
  text: string;
}

export interface Queue {
  add(message: { messageId: string }): void;
  /** The oldest messages that fit into one request and are not `taken`. */
  batch(taken: Set<string>): Entry[];
  /** Whether there are messages of other pages that are too young to be adopted. */
  hasForeign(): boolean;
  remove(entries: Entry[]): void;
  clear(): void;
  /** How many messages were dropped since this was last asked. */
  takeDropped(): number;
}

export function queueOver(storage: Storage, now: () => number): Queue {
  const own = new Set<string>();
  const names = () => storage.names(ENTRY);
  const timeOf = (name: string) => parseInt(name.slice(ENTRY.length), 36);
  const isReady = (name: string) => own.has(name) || Math.abs(now() - timeOf(name)) >= ADOPTED_AFTER;
  const drop = (name: string) => {
    storage.remove(name);
    storage.set(DROPPED, String(dropped() + 1));
  };
  const lengthOf = (name: string) => storage.get(name)?.length ?? 0;
  const dropped = () => Number(storage.get(DROPPED)) || 0;

  return {
    add(message) {
      const text = textOf(message);
      if (bytesOf(text) > MAX_BYTES) {
        warn("an event of more than 60 KiB is not sent");
        storage.set(DROPPED, String(dropped() + 1));
        return;
      }
      const name = ENTRY + now().toString(36) + "." + message.messageId;
      const waiting = names();
      let count = waiting.length;
      let characters = waiting.reduce((sum, other) => sum + lengthOf(other), text.length);
      for (const oldest of waiting) {
        if (count < MAX_MESSAGES && characters <= MAX_CHARACTERS) break;
        count--;
        characters -= lengthOf(oldest);
        drop(oldest);
      }
      own.add(name);
      storage.set(name, text);
    },
    batch(taken) {
      const entries: Entry[] = [];
      let bytes = 0;
      for (const name of names()) {
        const text = storage.get(name);
        if (!text || taken.has(name) || !isReady(name)) continue;
        if (now() - timeOf(name) > MAX_AGE) {
          drop(name);
          continue;
        }
        bytes += bytesOf(text) + 1;
        if (entries.length && (bytes > MAX_BYTES || entries.length >= MAX_BATCH)) break;
        entries.push({ name, text });
      }
      return entries;
    },
    hasForeign: () => names().some((name) => !isReady(name)),
    remove(entries) {
      for (const { name } of entries) {
        own.delete(name);
        storage.remove(name);
      }
    },
    clear() {
      for (const name of names()) storage.remove(name);
      storage.remove(DROPPED);
    },
    takeDropped() {
      const count = dropped();
      if (count) storage.remove(DROPPED);
      return count;
    },
  };
}

/** As JSON that every reader takes: half a surrogate pair becomes the replacement character. */
function textOf(message: unknown): string {
  return JSON.stringify(message).replace(
    /(\\\\)|\\ud[89a-f]\w\w/g,
    (_, backslash?: string) => backslash ?? "\ufffd",
  );
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
