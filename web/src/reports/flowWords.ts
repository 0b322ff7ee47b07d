/** What people do after something or before it, in words. */
import type { FlowAnswer, FlowColumn, Rate } from "../api/types";
import { count, counted, percent } from "../format/number";
import { interval } from "../format/rate";
import { windowWords } from "../format/time";
import { type FlowDraft, PATH } from "./flow";
import { isWhole, ruleOf } from "./rules";
import { propertyWords, ruleWords } from "./words";

/** What a question is about, as its sentences call it. */
export interface FlowWords {
  anchor: string;
  direction: FlowDraft["direction"];
  unit: "session" | "person";
}

/** The words of a question that can be asked. */
export function flowWords(draft: FlowDraft, goals: { id: string; name: string }[]): FlowWords {
  return {
    anchor: ruleWords(ruleOf(draft.anchor.filter(isWhole)), goals),
    direction: draft.direction,
    unit: draft.count === "persons" ? "person" : "session",
  };
}

/** "What do people do after cart?" */
export function flowTitle({ anchor, direction }: FlowWords): string {
  return `What do people do ${direction} ${anchor}?`;
}

/** What is asked beside what the title says. */
export function flowTerms(draft: FlowDraft, { anchor, direction, unit }: FlowWords): string {
  const { hide, only, merge } = draft.clean;
  const whole = merge.filter(({ as, names }) => as !== "" && names.length > 0);
  const end = unit === "person" ? `, ${windowWords(draft.window)} long` : "";
  return [
    direction === "after"
      ? `One path for each ${unit}, from its first ${anchor} on${end}.`
      : `One path for each ${unit}, from its first ${anchor} back${end}: the nearest comes first.`,
    ...(draft.repeats === "kept" ? ["Each repeat is told."] : []),
    ...(draft.by ? [calledWords(draft.by)] : []),
    ...(only.length > 0 ? [`Only ${listed(only)}.`] : []),
    ...(hide.length > 0 ? [`Without ${listed(hide)}.`] : []),
    ...whole.map(({ as, names }) => `${listed(names)} ${names.length === 1 ? "is" : "are"} called ${as}.`),
  ].join(" ");
}

function calledWords({ property, events }: NonNullable<FlowDraft["by"]>): string {
  if (property === PATH && events.length === 1 && events[0] === "pageview")
    return "Page views are called by their path.";
  return `${events.length > 0 ? listed(events) : "Events"} ${events.length === 1 ? "is" : "are"} called by ${propertyWords(property)}.`;
}

/** "a, b and 7 more". */
function listed(names: string[]): string {
  if (names.length > 5) return `${names.slice(0, 4).join(", ")} and ${names.length - 4} more`;
  return names.length === 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

/** How many go on at all, and to what most of them; how many may still. */
export function flowSentence({ columns }: FlowAnswer, words: FlowWords): string {
  const [anchor, next] = columns;
  if (!anchor || anchor.total === 0) return "";
  const { unit, direction } = words;
  const isAfter = direction === "after";
  const open =
    anchor.open > 0
      ? ` ${counted(anchor.open, unit)} may still go on: rates leave ${anchor.open === 1 ? "it" : "them"} out.`
      : "";
  const closed = anchor.total - anchor.open;
  if (closed === 0) return `Too early to tell.${open}`;
  const all = `Of ${counted(closed, unit)} with ${words.anchor}`;
  const going = next?.rate_from_start;
  if (!next || !going) return `${all}, none ${isAfter ? "goes on" : "has anything before it"}.${open}`;
  const first = next.nodes[0];
  const on = `${all}, ${share(going)} ${isAfter ? "go on" : "have something before it"}`;
  if (!first?.rate_from_start) return `${on}.${open}`;
  return `${on}; most often ${first.name} comes ${isAfter ? "next" : "just before"}: ${share(first.rate_from_start)}.${open}`;
}

function share(value: Rate): string {
  return `${percent(value.value)} (${interval(value)})`;
}

export function flowUnits({ anchor, unit }: FlowWords): string {
  return `Rates: ${unit}s here ÷ ${unit}s with ${anchor}; open ones are left out`;
}

/** "n = 6 sessions, 1 open". */
export function flowN(columns: FlowColumn[], { unit }: FlowWords): string {
  const [anchor] = columns;
  const open = anchor && anchor.open > 0 ? `, ${count(anchor.open)} open` : "";
  return `n = ${counted(anchor?.total ?? 0, unit)}${open}`;
}

/** A number of the picture whose people can be asked for. */
export interface FlowCell {
  column: number;
  /** Neither a name nor the others is the whole column. */
  name?: string;
  other?: true;
  outcome?: "ended" | "open" | "ended_open";
}

/** The head of a column. */
export function columnWords(column: number): string {
  return column === 0 ? "Anchor" : `Column ${column}`;
}

/** What ends: "end here", or before the anchor "nothing before". */
export function endedWords({ direction }: Pick<FlowWords, "direction">): string {
  return direction === "after" ? "End here" : "Nothing before";
}

/** What the list of its people is called. */
export function flowCellTitle({ column, name, other, outcome }: FlowCell, words: FlowWords): string {
  const { anchor, direction } = words;
  const isAnchor = column === 0;
  const place = isAnchor ? "" : ` in column ${column} ${direction} ${anchor}`;
  const what = isAnchor ? anchor : other ? "another name" : name;
  if (outcome === "open")
    return what ? `Who may still go on after ${what}${place}?` : `Who may still go on${place}?`;
  if (outcome === "ended_open") return `Who may still go on from ${what ?? "the end"}${place}?`;
  if (outcome === "ended") {
    if (direction === "before") return `Who has nothing before ${what ?? "that"}${place}?`;
    return what ? `Whose path ends with ${what}${place}?` : `Whose path ends${place}?`;
  }
  return what ? `Who has ${what}${place}?` : `Who comes to column ${column} ${direction} ${anchor}?`;
}

/** The cell as `persons` takes it: of the anchor's column the name is not said. */
export function askedCell({ name, other, ...cell }: FlowCell): FlowCell {
  if (cell.column === 0) return cell;
  return { ...cell, ...(other ? { other } : name === undefined ? {} : { name }) };
}
