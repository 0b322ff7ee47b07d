/** The calls a page can make. */

import { messageOf, pageOf, type Bag, type Said } from "./message";
import type { Navigation } from "./navigation";
import type { Queue } from "./queue";
import type { Sender } from "./sender";
import type { Visitor } from "./visitor";
import { warn } from "./warnings";

export interface Parts {
  queue: Queue;
  sender: Sender;
  visitor: Visitor;
  navigation: Navigation;
  /** Called when the visitor agrees after nothing was collected. */
  onConsent(): void;
}

/** Runs one call. One that is malformed is told on the console and does nothing. */
export function run(parts: Parts, [command, first, second]: ArrayLike<unknown> & Iterable<unknown>): void {
  const { queue, sender, visitor, navigation } = parts;
  const send = (said: Said) => {
    if (!visitor.mayCollect()) return;
    const page = pageOf(document, navigation.referrer());
    queue.add(messageOf(said, visitor, page, queue.takeDropped()));
    sender.nudge();
  };
  navigation.settle();
  switch (command) {
    case "track":
      if (!isName(first)) return warn('track needs a name: cairn("track", "cart", {…})');
      return send({ type: "track", event: first, properties: bag(second) });
    case "page": {
      const isNamed = isName(first);
      return send({
        type: "page",
        name: isNamed ? first : undefined,
        properties: bag(isNamed ? second : first),
      });
    }
    case "identify": {
      const id = typeof first === "number" ? String(first) : first;
      if (!isName(id)) return warn('identify needs a user id: cairn("identify", "u1", {…})');
      if (visitor.mayCollect()) visitor.signIn(id);
      return send({ type: "identify", traits: bag(second) });
    }
    case "reset":
      return visitor.forget();
    case "opt_out":
      visitor.consent(false);
      visitor.forget();
      return queue.clear();
    case "opt_in": {
      const isNew = !visitor.mayCollect();
      visitor.consent(true);
      return isNew ? parts.onConsent() : undefined;
    }
    default:
      return warn("there is no call " + String(command));
  }
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** Properties are an object of names and values; anything else is told and left out. */
function bag(value: unknown): Bag | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "object" && !Array.isArray(value)) return value as Bag;
  warn("properties and traits are objects: {name: value}");
  return undefined;
}
