/** Messages in Segment's form. */

import { randomId } from "./random_id";
import { asksForPrivacy, type Visitor } from "./visitor";

declare const VERSION: string;

export type Bag = Record<string, unknown>;

/** What a call says. */
export type Said =
  | { type: "track"; event: string; properties?: Bag | undefined }
  | { type: "page"; name?: string | undefined; properties?: Bag | undefined }
  | { type: "identify"; traits?: Bag | undefined };

/** The page that an event happened on. */
export interface Page {
  /** Without its fragment, which may hold tokens. */
  url: string;
  path: string;
  search: string;
  title: string;
  referrer: string;
}

/** `referrer` is the address of the page before. */
export function pageOf(document: Document, referrer: string): Page {
  const { href, pathname, search } = document.location;
  return { url: href.replace(/#.*/, ""), path: pathname, search, title: document.title, referrer };
}

/** The message of a call, made now. `dropped` is how many were lost since the last one. */
export function messageOf(
  said: Said,
  visitor: Visitor,
  page: Page,
  dropped: number,
): Bag & { messageId: string } {
  const { language, userAgent } = navigator;
  const library: Bag = { name: "cairn.js", version: VERSION };
  if (dropped) library.dropped = dropped;
  return {
    ...said,
    messageId: randomId(),
    anonymousId: visitor.anonymousId(),
    userId: visitor.userId(),
    timestamp: new Date().toISOString(),
    context: {
      page,
      campaign: campaignOf(page.search),
      userAgent,
      locale: language,
      screen: { width: screen.width, height: screen.height },
      library,
      consent: asksForPrivacy(navigator) ? { gpc: true } : undefined,
    },
  };
}

/** The tags of an address, under Segment's names. */
function campaignOf(search: string): Bag | undefined {
  const campaign: Bag = {};
  for (const [name, value] of new URLSearchParams(search)) {
    const tag = /^utm_(source|medium|campaign|term|content|id)$/i.exec(name)?.[1]?.toLowerCase();
    if (tag && value.trim()) campaign[tag === "campaign" ? "name" : tag] = value;
  }
  return Object.keys(campaign).length ? campaign : undefined;
}
