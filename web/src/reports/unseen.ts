/** Events that goals and funnels wait for and that never came; and which of those that came they may be. */
import type { Funnel, Goal, StepRule } from "../api/types";
import { isPrimary } from "./goalDraft";
import { namesIn } from "./names";
import { rulesOf } from "./rules";

export interface Unseen {
  /** The name that goals and funnels have. */
  name: string;
  /** The goals that count it, and the funnels. */
  usedBy: string[];
  /** The event that came and most likely is it. */
  guess: string | null;
}

/** What events are called that came, without those that Cairn makes itself. */
export function cameOf(catalogue: { event: string }[]): string[] {
  return catalogue.map(({ event }) => event).filter((event) => !event.startsWith("$"));
}

/** The events by name that are waited for in vain: first what pays the bills, then the other goals, then funnels. */
export function unseenOf(goals: Goal[], funnels: Funnel[], came: string[]): Unseen[] {
  const used = new Map<string, string[]>();
  const add = (name: string, rule: unknown) => {
    for (const found of namesIn(rule)) {
      if (found.kind !== "event" || came.includes(found.name)) continue;
      used.set(found.name, [...(used.get(found.name) ?? []), name]);
    }
  };
  const byWeight = [...goals].sort((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)));
  for (const goal of byWeight) add(goal.name, goal.when);
  for (const funnel of funnels) add(`funnel ${funnel.name}`, funnel.steps);
  return [...used].map(([name, usedBy]) => ({ name, usedBy, guess: guessOf(name, came) }));
}

/** Whether a goal counts nothing because none of its events ever came. */
export function isUnheard(goal: Goal, came: string[]): boolean {
  const names = namesIn(goal.when);
  return names.length > 0 && names.every(({ kind, name }) => kind === "event" && !came.includes(name));
}

/** Whether some of what a rule takes may have come. */
export function isHeard(rule: StepRule, goals: Goal[], came: string[]): boolean {
  return rulesOf(rule).some(({ event, goal }) => {
    if (goal !== undefined) return goals.some((one) => one.id === goal && !isUnheard(one, came));
    return event === undefined ? came.includes("pageview") : event === "*" || came.includes(event);
  });
}

/** Words that say the same in the names of events. The words of one line are one idea. */
const SAME = [
  "purchase purchased order ordered buy bought sale sold paid payment kauf gekauft bestellung bestellt",
  "cart basket bag warenkorb",
  "checkout kasse",
  "view viewed seen visit visited pageview opened angesehen",
  "product item article artikel produkt",
  "wish wishlist favorite favourite saved merkzettel",
  "newsletter subscribe subscribed",
  "signup registered registration register registriert",
  "trial test",
  "lead contact inquiry enquiry anfrage",
  "booking booked appointment reserved",
  "donation donated donate gift spende",
].map((line) => line.split(" "));

function ideasOf(name: string): Set<string> {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/sign[\s_-]up/g, "signup")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  return new Set(words.map((word) => SAME.find((line) => line.includes(word))?.[0] ?? word));
}

/** The event that shares the most ideas with a name: at least half of the name's, and more than any other. */
export function guessOf(name: string, came: string[]): string | null {
  const wanted = ideasOf(name);
  const scored = came.map((event) => {
    const ideas = ideasOf(event);
    const shared = [...wanted].filter((idea) => ideas.has(idea)).length;
    return { event, share: shared / wanted.size, likeness: shared / new Set([...wanted, ...ideas]).size };
  });
  scored.sort((a, b) => b.share - a.share || b.likeness - a.likeness);
  const [best, next] = scored;
  if (!best || best.share < 0.5) return null;
  return next && next.share === best.share && next.likeness === best.likeness ? null : best.event;
}
