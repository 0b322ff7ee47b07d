import type { Filter } from "../api/types";

/** How a property is compared, in words. */
export const OPERATORS: { op: Filter["op"]; name: string }[] = [
  { op: "eq", name: "is" },
  { op: "ne", name: "is not" },
  { op: "in", name: "is one of" },
  { op: "not_in", name: "is none of" },
  { op: "contains", name: "contains" },
  { op: "not_contains", name: "does not contain" },
  { op: "starts_with", name: "begins with" },
  { op: "regex", name: "matches the expression" },
  { op: "gt", name: "is greater than" },
  { op: "gte", name: "is at least" },
  { op: "lt", name: "is less than" },
  { op: "lte", name: "is at most" },
  { op: "before", name: "is before" },
  { op: "after", name: "is after" },
  { op: "is_set", name: "is set" },
  { op: "is_not_set", name: "is not set" },
];

/** What can be asked of an event's session. */
export const SESSION_PROPERTIES = [
  "channel",
  "source",
  "medium",
  "campaign",
  "term",
  "content",
  "referrer",
  "entry_path",
];

const OF_NUMBERS = new Set<Filter["op"]>(["gt", "gte", "lt", "lte"]);

/** What was typed, as the type that the property has: the text "3" never equals the number 3. */
export function typedValue(text: string, op: Filter["op"], kind: string | undefined): unknown {
  if (op === "in" || op === "not_in") {
    return text.split(",").map((part) => typedValue(part.trim(), "eq", kind));
  }
  const number = Number(text);
  if ((OF_NUMBERS.has(op) || kind === "number") && text.trim() !== "" && Number.isFinite(number))
    return number;
  if (kind === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
