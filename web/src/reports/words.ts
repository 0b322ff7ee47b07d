import type { BreakdownValue, Filter, Goal, StepRule } from "../api/types";
import { OPERATORS } from "./filters";

/** "country is DE". */
export function filterWords(filter: Filter): string {
  const op = OPERATORS.find((one) => one.op === filter.op)?.name ?? filter.op;
  const value = Array.isArray(filter.value) ? filter.value.map(String).join(", ") : filter.value;
  const ending = value === undefined || value === null ? "" : ` ${String(value)}`;
  return `${propertyWords(filter.property, filter.of)} ${op}${ending}`;
}

/** Properties whose last word says too little, or is no word. */
const PROPERTIES = new Map([
  ["context.device.os", "OS"],
  ["context.os.name", "OS"],
  ["context.os.version", "OS version"],
  ["context.device.type", "device type"],
]);

/** "browser" for `context.device.browser`, "session channel". */
export function propertyWords(property: string, of?: string): string {
  const last = property.startsWith("context.") ? (property.split(".").at(-1) ?? property) : property;
  const name = PROPERTIES.get(property) ?? (of === "session" ? last.replaceAll("_", " ") : last);
  return of === "session" ? `session ${name}` : name;
}

/** A part by its property and value, at the beginning of a line: "OS: iOS", "Session channel: Paid social". */
export function segmentWords(segment: { property: string; of?: string; value: BreakdownValue }): string {
  const words = propertyWords(segment.property, segment.of);
  // A site's own property is a name, and stays as it is sent.
  const isOwn = segment.of !== "session" && !segment.property.startsWith("context.");
  const first = isOwn ? words.charAt(0) : words.charAt(0).toUpperCase();
  return `${first}${words.slice(1)}: ${valueWords(segment.value, segment)}`;
}

/** What a step takes: "cart", "page /pricing", "goal Order". */
export function ruleWords(rule: StepRule, goals: { id: string; name: string }[] = []): string {
  if (rule.any_of) return rule.any_of.map((one) => ruleWords(one, goals)).join(" or ");
  if (rule.goal !== undefined) return goals.find((goal) => goal.id === rule.goal)?.name ?? rule.goal;
  if (rule.page) {
    const how = { exact: "page", prefix: "pages under", regex: "pages matching" }[rule.page.match ?? "exact"];
    return `${how} ${rule.page.path}`;
  }
  return rule.event === "*" ? "any event" : (rule.event ?? "");
}

/** What a goal counts, in a sentence. */
export function goalWords(goal: Goal): string {
  const when = goal.when;
  if ("count" in when) return `${ruleWords(when.count)}, ${when.at_least} times within ${when.within}`;
  if ("sequence" in when) {
    const [first, second] = when.sequence;
    return `${first ? ruleWords(first) : ""}, then ${second ? ruleWords(second) : ""} within ${when.within}`;
  }
  if ("absence" in when) {
    const [first, second] = when.absence;
    return `${first ? ruleWords(first) : ""} and no ${second ? ruleWords(second) : ""} within ${when.within}`;
  }
  return ruleWords(when);
}

export const COUNTING_WORDS: Record<string, string> = {
  every: "every time",
  once_per_session: "once per session",
  once_per_person: "once per person",
  once_per_order: "once per order",
};

/** "Organic search" for `organic_search`: channels have names of their own, what strangers send stays as it is. */
export function channelWords(channel: string): string {
  const words = channel.replaceAll("_", " ").replace(/^ai /, "AI ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a breakdown calls its part. Text that looks like our own words stands in quotes. */
export function valueWords(
  value: BreakdownValue,
  property?: { property: string; of?: string | undefined },
): string {
  if (value === null) return "not set";
  if (property?.of === "session" && property.property === "channel") return channelWords(String(value));
  if (value === "") return "“”";
  return value === "not set" ? "“not set”" : String(value);
}
