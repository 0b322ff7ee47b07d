/** `cairn.js`: puts the parts together and takes over from the stub in the page. */

import { run, type Parts } from "./commands";
import { watch, whenActive } from "./navigation";
import { queueOver } from "./queue";
import { senderOf } from "./sender";
import { settingsOf, type Settings } from "./settings";
import { storageOver } from "./storage";
import { visitorOf } from "./visitor";
import { safely, warn } from "./warnings";

type Call = ArrayLike<unknown> & Iterable<unknown>;

interface Cairn {
  (...call: unknown[]): void;
  /** Calls that were made before the script was there. */
  q?: Call[];
  /** Whether the script has taken over. */
  ready?: boolean;
}

declare global {
  interface Window {
    cairn?: Cairn;
  }
}

function start(settings: Settings): (call: Call) => void {
  const storage = storageOver(() => localStorage);
  const queue = queueOver(storage, Date.now);
  const sender = senderOf(queue, settings);
  const visitor = visitorOf(storage, settings, navigator);
  const view = () => {
    if (settings.countsPages) command(["page"]);
  };
  const navigation = watch(window, view);
  const parts: Parts = { queue, sender, visitor, navigation, onConsent: view };
  const command = (call: Call) => safely(() => run(parts, call));
  const sendNow = () => safely(() => visitor.mayCollect() && sender.flush());

  document.addEventListener("visibilitychange", () => document.hidden && sendNow());
  window.addEventListener("pagehide", sendNow);
  window.addEventListener("online", sendNow);
  view();
  if (visitor.mayCollect()) {
    // Tabs see each other's storage a moment later: the sooner the id is there, the rarer two tabs make two.
    visitor.anonymousId();
    // What earlier pages could not send.
    sender.nudge();
  }
  return command;
}

safely(() => {
  const script = (document.currentScript ??
    document.querySelector("script[data-key]")) as HTMLScriptElement | null;
  const settings = settingsOf(script);
  const earlier = window.cairn;
  if (earlier?.ready) return;
  if (!settings) return warn("the script element needs data-key with a write key");
  const waiting = earlier?.q ?? [];
  let command: ((call: Call) => void) | undefined;
  const cairn: Cairn = (...call) => (command ? command(call) : void waiting.push(call));
  cairn.ready = true;
  window.cairn = cairn;
  whenActive(document, () => {
    command = start(settings);
    for (const call of waiting.splice(0)) command(call);
  });
});
