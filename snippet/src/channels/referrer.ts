/** What the page before says about where a visit came from. */

import { categoryOf, engineOf } from "./sites";

export interface Referral {
  source: string;
  medium: string;
  campaign: string | null;
}

/** The host of an address, in lower case, without `www.` and port; of a bare host too. */
export function hostOf(address: string): string | null {
  const trimmed = address.trim();
  const scheme = trimmed.indexOf("://");
  const rest = scheme < 0 ? trimmed.replace(/^\/\//, "") : trimmed.slice(scheme + 3);
  const authority = rest.replace(/[/?#].*$/s, "").replace(/^.*@/s, "");
  const name = authority.replace(/:.*$/s, "").replace(/\.+$/, "").toLowerCase();
  const host = name.replace(/^www\./, "");
  return /^[\p{Alphabetic}\p{N}._-]+$/u.test(host) ? host : null;
}

/** What the page before says, unless it belongs to the site itself. */
export function referralOf(referrer: string | null, page: string | null): Referral | null {
  const host = referrer === null ? null : hostOf(referrer);
  if (host === null) return null;
  const own = page === null ? null : hostOf(page);
  if (own !== null && (isPart(host, own) || isPart(own, host))) return null;
  const engine = engineOf(host);
  const source = engine ?? host;
  if (categoryOf(host) === "ai") return { source, medium: "ai-assistant", campaign: "(ai-assistant)" };
  return { source, medium: engine === null ? "referral" : "organic", campaign: null };
}

function isPart(inner: string, outer: string): boolean {
  return inner === outer || inner.endsWith("." + outer);
}
