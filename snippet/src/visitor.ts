/** Who the visitor is, and whether they may be counted. */

import { randomId } from "./random_id";
import type { Settings } from "./settings";
import type { Storage } from "./storage";

const DEVICE = "cairn.id";
const USER = "cairn.user";
const CONSENT = "cairn.consent";

export interface Visitor {
  anonymousId(): string;
  userId(): string | undefined;
  signIn(userId: string): void;
  /** Forgets both ids; the next event gets a new device's. */
  forget(): void;
  mayCollect(): boolean;
  consent(isGiven: boolean): void;
}

/** Whether the browser asks not to be followed: Global Privacy Control, or Do Not Track before it. */
export function asksForPrivacy(browser: Navigator): boolean {
  return (
    (browser as { globalPrivacyControl?: unknown }).globalPrivacyControl === true ||
    browser.doNotTrack === "1"
  );
}

export function visitorOf(storage: Storage, settings: Settings, browser: Navigator): Visitor {
  return {
    anonymousId() {
      let id = storage.get(DEVICE);
      if (!id) {
        id = randomId();
        storage.set(DEVICE, id);
      }
      return id;
    },
    userId: () => storage.get(USER) ?? undefined,
    signIn: (userId) => storage.set(USER, userId),
    forget() {
      storage.remove(DEVICE);
      storage.remove(USER);
    },
    mayCollect() {
      const told = storage.get(CONSENT);
      // A visitor's word to this site goes before what the browser tells every site.
      if (told) return told === "in";
      return !settings.needsConsent && !(settings.respectsGpc && asksForPrivacy(browser));
    },
    consent: (isGiven) => storage.set(CONSENT, isGiven ? "in" : "out"),
  };
}
