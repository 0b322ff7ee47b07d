/** The rules of the default channel group, of which the first that fits counts. Case is ignored. */

import type { Network } from "./click";
import { categoryOf } from "./sites";

export interface Tags {
  source: string | null;
  medium: string | null;
  campaign: string | null;
  network: Network | null;
}

const DISPLAY = ["display", "banner", "expandable", "interstitial", "cpm"];
const SOCIAL = ["social", "social-network", "social-media", "sm", "social network", "social media"];
const EMAIL = ["email", "e-mail", "e_mail", "e mail"];
const REFERRAL = ["referral", "app", "link"];

/** The channel of a visit, by its name in questions and answers. */
export function channelOf(tags: Tags): string {
  const lower = (text: string | null) => (text ?? "(not set)").toLowerCase();
  const source = lower(tags.source);
  const medium = lower(tags.medium);
  const campaign = lower(tags.campaign);
  const category = categoryOf(source);
  const isShopping = category === "shopping" || /(?:[^a-df-z]|^)shop|shopping/.test(campaign);
  const paid = isPaid(medium);
  const rules: [boolean, string][] = [
    [source === "(direct)" && ["(not set)", "(none)"].includes(medium), "direct"],
    [campaign.includes("cross-network") || tags.network === "cross_network", "cross_network"],
    // An ad that is known to be shown on the display network is no search ad, wherever it was bought.
    [tags.network === "display", "display"],
    [isShopping && paid, "paid_shopping"],
    [category === "search" && paid, "paid_search"],
    [category === "social" && paid, "paid_social"],
    [category === "video" && paid, "paid_video"],
    [DISPLAY.includes(medium), "display"],
    [paid, "paid_other"],
    [isShopping, "organic_shopping"],
    [category === "social" || SOCIAL.includes(medium), "organic_social"],
    [category === "video" || medium.includes("video"), "organic_video"],
    [category === "search" || medium === "organic", "organic_search"],
    [category === "ai" || medium === "ai-assistant", "ai_assistant"],
    [EMAIL.includes(source) || EMAIL.includes(medium), "email"],
    [medium === "affiliate", "affiliates"],
    [REFERRAL.includes(medium), "referral"],
    [medium === "audio", "audio"],
    [source === "sms" || medium === "sms", "sms"],
    [/push$|mobile|notification/.test(medium) || source === "firebase", "mobile_push"],
  ];
  return rules.find(([fits]) => fits)?.[1] ?? "unassigned";
}

export function isPaid(medium: string): boolean {
  return /^(?:.*cp.*|ppc|retargeting|paid.*)$/is.test(medium);
}
