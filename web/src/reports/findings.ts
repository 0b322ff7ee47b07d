import type { DropOffRow, Finding } from "../api/types";
import { roundMoney } from "../format/money";
import { count, percent } from "../format/number";
import { interval, rateChange } from "../format/rate";
import { duration, moment } from "../format/time";
import { propertyWords, valueWords } from "./words";

/** A finding in words: what was found, how sure that is, and where to look. */
export interface Sentence {
  id: string;
  tone: "good" | "bad" | "warn";
  /** The finding itself. */
  claim: string;
  /** Its numbers, with their intervals. */
  evidence: string;
  place: { to: "funnels"; split: string } | { to: "conversions"; goal: string } | { to: "data-health" };
}

export function sentenceOf(finding: Finding, zone: string): Sentence {
  switch (finding.kind) {
    case "change": {
      const isUp = finding.rate_change.value > 0;
      const worth = finding.value_change ? ` Its value changed by ${roundMoney(finding.value_change)}.` : "";
      return {
        id: `change ${finding.goal}`,
        tone: isUp ? "good" : "bad",
        claim: `${finding.name}: the rate went ${isUp ? "up" : "down"} by more than chance explains`,
        evidence: `${percent(finding.before.value)} before, ${percent(finding.rate.value)} now: ${rateChange(finding.rate_change)}.${worth}`,
        place: { to: "conversions", goal: finding.goal },
      };
    }
    case "gap": {
      const seconds = (new Date(finding.end).getTime() - new Date(finding.start).getTime()) / 1000;
      return {
        id: `gap ${finding.start}`,
        tone: "warn",
        claim: `Nothing was tracked for ${duration(seconds)}`,
        evidence: `From ${moment(finding.start, zone)} to ${moment(finding.end, zone)} no event came in, where about ${count(finding.expected_events)} were to be expected. Numbers of these days are too low.`,
        place: { to: "data-health" },
      };
    }
  }
}

/** Where a funnel loses more than elsewhere. */
export function dropOffSentence(row: DropOffRow, names: string[]): Sentence {
  const property = propertyWords(row.property, row.of);
  const worth = row.value_lost ? `, about ${roundMoney(row.value_lost)}` : "";
  const step = names[row.step - 1] ?? row.name;
  const before = names[row.step - 2] ?? "the step before";
  return {
    id: `drop ${row.step} ${row.property} ${String(row.value)}`,
    tone: "bad",
    claim: `${capital(property)} ${valueWords(row.value, row)}: fewer go on from ${before} to ${step} than elsewhere`,
    evidence: `${percent(row.rate.value)} (${interval(row.rate)}) against ${percent(row.others.value)} of the others: ${rateChange(row.difference)}. At the others' rate ${count(Math.round(row.excess_dropped))} more persons would have gone on${worth}.`,
    place: { to: "funnels", split: splitOf(row) },
  };
}

/** A breakdown as it stands in the address: `event:context.device.browser`. */
export function splitOf(row: { property: string; of?: string | undefined }): string {
  return `${row.of ?? "event"}:${row.property}`;
}

/** The reverse; nothing for what makes no sense. */
export function breakdownOf(split: string | undefined): { property: string; of?: "session" } | undefined {
  const match = /^(event|session):(.+)$/.exec(split ?? "");
  if (!match) return undefined;
  const property = match[2] ?? "";
  return match[1] === "session" ? { property, of: "session" } : { property };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
