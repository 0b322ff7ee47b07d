import type { DropOffRow, Finding, OverviewAnswer } from "../api/types";
import { roundMoney } from "../format/money";
import { count, percent } from "../format/number";
import { interval, rateChange } from "../format/rate";
import { duration, moment } from "../format/time";
import { segmentWords } from "./words";

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

export function sentenceOf(
  finding: Finding,
  answer: Pick<OverviewAnswer, "goals" | "now" | "timezone">,
): Sentence {
  const zone = answer.timezone;
  switch (finding.kind) {
    case "change": {
      const name = answer.goals.find((goal) => goal.goal === finding.goal)?.name ?? finding.goal;
      const isUp = finding.rate_change.value > 0;
      const worth = finding.value_change ? ` Its value changed by ${roundMoney(finding.value_change)}.` : "";
      return {
        id: `change ${finding.goal}`,
        tone: isUp ? "good" : "bad",
        claim: `${name}: the rate went ${isUp ? "up" : "down"} by more than chance explains`,
        evidence: `${percent(finding.before.value)} before, ${percent(finding.rate.value)} now: ${rateChange(finding.rate_change)}.${worth}`,
        place: { to: "conversions", goal: finding.goal },
      };
    }
    case "gap": {
      const seconds = (Date.parse(finding.end) - Date.parse(finding.start)) / 1000;
      const expected = `about ${count(finding.expected_events)} events were to be expected`;
      // What ends an hour before the answer or later is still going on.
      const isNow = Date.parse(answer.now) - Date.parse(finding.end) <= 3_600_000;
      return {
        id: `gap ${finding.start}`,
        tone: "warn",
        claim: isNow
          ? `Nothing has come in for ${duration(seconds)}`
          : `Nothing was tracked for ${duration(seconds)}`,
        evidence: isNow
          ? `No event since ${moment(finding.start, zone)}; ${expected}. If the site runs, look at what sends.`
          : `From ${moment(finding.start, zone)} to ${moment(finding.end, zone)} no event came in; ${expected}. Numbers of these days are too low.`,
        place: { to: "data-health" },
      };
    }
  }
}

/** Where a funnel loses more than elsewhere. */
export function dropOffSentence(row: DropOffRow, names: string[]): Sentence {
  const worth = row.value_lost ? `, about ${roundMoney(row.value_lost)}` : "";
  const step = names[row.step - 1] ?? row.name;
  const before = names[row.step - 2] ?? "the step before";
  return {
    id: `drop ${row.step} ${row.property} ${String(row.value)}`,
    tone: "bad",
    claim: `${segmentWords(row)}. Fewer go on from ${before} to ${step} than elsewhere`,
    evidence: `${percent(row.rate.value)} (${interval(row.rate)}) against ${percent(row.others.value)} of the others: ${rateChange(row.difference)}. At the others' rate ${count(Math.round(row.excess_dropped))} more persons would have gone on${worth}.`,
    place: { to: "funnels", split: splitOf(row) },
  };
}

/** A property that a funnel is split by, and which event of an attempt gives its value: that of step 1, or the first or
 * last on which it is set. */
export interface Split {
  property: string;
  of?: "session";
  take?: "first" | "last";
}

/** A breakdown as it stands in the address: `event:context.device.browser`, `event/last:plan`. */
export function splitOf(row: {
  property: string;
  of?: string | undefined;
  take?: string | undefined;
}): string {
  return `${row.of ?? "event"}${row.take ? `/${row.take}` : ""}:${row.property}`;
}

/** The reverse; nothing for what makes no sense. */
export function breakdownOf(split: string | undefined): Split | undefined {
  const match = /^(event|session)(?:\/(first|last))?:(.+)$/.exec(split ?? "");
  if (!match) return undefined;
  const [, of, take, property = ""] = match;
  return {
    property,
    ...(of === "session" ? { of } : {}),
    ...(take ? { take: take as "first" | "last" } : {}),
  };
}
