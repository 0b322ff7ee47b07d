import type { Expiry, Retention } from "../api/retention";
import { count, counted } from "../format/number";
import { day } from "../format/time";

/** A hundred years. */
export const MOST_DAYS = 36_525;
export const MOST_RULES = 200;

/** For how long: null is for ever, NaN is a field that was left empty. */
type Days = number | null;

export interface RuleDraft {
  event: string;
  days: Days;
}

/** What the form holds. */
export interface RetentionDraft {
  days: Days;
  rules: RuleDraft[];
}

export function draftOf(retention: Retention): RetentionDraft {
  const rules = Object.entries(retention.by_event ?? {}).map(([event, days]) => ({ event, days }));
  return { days: retention.keep_days ?? null, rules };
}

/** What is wrong with a number of days. */
export function faultOfDays(days: Days): string | undefined {
  if (days === null) return undefined;
  const fits = Number.isInteger(days) && days >= 1 && days <= MOST_DAYS;
  return fits ? undefined : `Say a whole number of days, 1 to ${count(MOST_DAYS)}.`;
}

/** What is wrong with the event of a rule. */
export function faultOfEvent(rules: RuleDraft[], place: number): string | undefined {
  const event = rules[place]?.event ?? "";
  if (event.trim() === "") return "Say which event.";
  const first = rules.findIndex((rule) => rule.event === event);
  return first < place ? "There is a rule for this event above." : undefined;
}

/** The rules a draft says; none while something is wrong with it. */
export function retentionOf(draft: RetentionDraft): Retention | undefined {
  const { days, rules } = draft;
  const isFaulty =
    rules.length > MOST_RULES ||
    faultOfDays(days) !== undefined ||
    rules.some((rule, place) => faultOfDays(rule.days) ?? faultOfEvent(rules, place));
  if (isFaulty) return undefined;
  return { keep_days: days, by_event: Object.fromEntries(rules.map((rule) => [rule.event, rule.days])) };
}

/** Whether two say the same; in which order rules stand says nothing. */
export function isSame(one: Retention, other: Retention): boolean {
  const written = ({ keep_days = null, by_event = {} }: Retention) =>
    JSON.stringify([keep_days, Object.entries(by_event).sort(([a], [b]) => (a < b ? -1 : 1))]);
  return written(one) === written(other);
}

/** All that goes within a week: some wait until it is worth it to write their files anew. */
export function goesSoon({ expired, waiting }: Expiry): number {
  return expired + waiting;
}

/** What would go, in a sentence. */
export function consequence(expiry: Expiry, stored: number): string {
  const soon = goesSoon(expiry);
  if (soon === 0) return "No event is that old yet: nothing goes now.";
  const others = Object.keys(expiry.kept_from_by_event).length > 0 ? " without a rule of their own" : "";
  const since = expiry.kept_from ? ` Events${others} stay from ${day(expiry.kept_from, "UTC")} on.` : "";
  return `${count(soon)} of ${counted(stored, "event")} would go now.${since}`;
}
