import type { SiteChange } from "../../api/administration";
import type { Goal, Site } from "../../api/types";

/** What the form holds. */
export interface SiteDraft {
  name: string;
  timezone: string;
  currency: string;
  week_start: string;
  business_model: string | null;
  north_star: string | null;
}

export function draftOf(site: Site): SiteDraft {
  const { name, timezone, currency, week_start, business_model = null, north_star = null } = site;
  return { name, timezone, currency, week_start, business_model, north_star };
}

/** Only what differs is sent: what stays may not be changed any more. */
export function changeOf(draft: SiteDraft, site: Site): SiteChange {
  const before = draftOf(site);
  const name = draft.name.trim();
  const fields = Object.entries({ ...draft, name }) as [keyof SiteDraft, string | null][];
  return Object.fromEntries(fields.filter(([field, value]) => value !== before[field])) as SiteChange;
}

export function isChanged(draft: SiteDraft, site: Site): boolean {
  return Object.keys(changeOf(draft, site)).length > 0;
}

/** Which goals may be the north star. */
export function primaries(goals: Goal[]): Goal[] {
  return goals.filter((goal) => goal.class === "macro" && (goal.standing ?? "primary") === "primary");
}
