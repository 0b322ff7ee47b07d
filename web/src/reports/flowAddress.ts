/** A flow's question as it stands in the address, where anybody may write anything. It is spelled as the API takes it, and
 * what it leaves out means what it means there; without an anchor it is about the usual one. */
import { isDuration, isObject, jsonOf, numberIn } from "./addressed";
import { type CalledBy, type FlowDraft, isSame, plainFlow, repairedFlow } from "./flow";
import type { Clean, Merge } from "./flowClean";
import { rulesIn } from "./rules";

/** Nothing for the usual question. */
export function writeFlow(draft: FlowDraft, usual: FlowDraft): string | undefined {
  if (isSame(draft, usual)) return undefined;
  const plain = plainFlow(draft.anchor);
  // The window waits for persons to be counted again, and says nothing meanwhile.
  const { window, ...rest } = draft;
  const said = Object.entries(draft.count === "persons" ? { ...rest, window } : rest).filter(
    ([field, value]) =>
      field === "anchor" || JSON.stringify(value) !== JSON.stringify(plain[field as keyof FlowDraft]),
  );
  return JSON.stringify(Object.fromEntries(said));
}

/** What a question has beside these stands elsewhere on the page. */
const FIELDS = "kind anchor direction count window columns depth rows repeats by clean".split(" ");

/** From the address. What makes no sense in it is left out, and told in sentences. */
export function readFlow(text: string | undefined, usual: FlowDraft): { draft: FlowDraft; lost: string[] } {
  if (text === undefined) return { draft: usual, lost: [] };
  const value = jsonOf(text);
  if (!isObject(value))
    return { draft: usual, lost: ["The address holds no question: this is the usual one."] };
  const wrong: string[] = [];
  const senseless = (field: string) =>
    wrong.push(`What the address says of “${field}” makes no sense: the usual holds.`);
  const sound = <T>(field: string, read: (given: unknown) => T | undefined): T | undefined => {
    const given = value[field] ?? undefined;
    const found = given === undefined ? undefined : read(given);
    if (given !== undefined && found === undefined) senseless(field);
    return found;
  };
  const word = <Word extends string>(...words: Word[]) => {
    return (given: unknown) => words.find((one) => one === given);
  };
  for (const field of Object.keys(value)) {
    if (["range", "filters"].includes(field))
      wrong.push(`“${field}” of the address does not count: time and filters are chosen above.`);
    else if (!FIELDS.includes(field)) wrong.push(`A flow has no “${field}”: the address says nothing by it.`);
  }
  sound("kind", word("flow"));
  const anchor = sound("anchor", rulesIn);
  const base = anchor ? plainFlow(anchor) : { ...usual };
  const direction = sound("direction", word("after", "before", "forward", "backward"));
  const count = sound("count", word("sessions", "persons")) ?? base.count;
  const window = sound("window", (given) => (isDuration(given) ? given : undefined));
  if (window && count === "sessions")
    wrong.push("A path of a session ends with the session: the window does not count.");
  const { draft, lost } = repairedFlow({
    anchor: base.anchor,
    direction: direction ? DIRECTIONS[direction] : base.direction,
    count,
    window: window ?? base.window,
    columns: sound("columns", numberIn) ?? sound("depth", numberIn) ?? base.columns,
    rows: sound("rows", numberIn) ?? base.rows,
    repeats: sound("repeats", word("collapsed", "kept")) ?? base.repeats,
    by: sound("by", byIn) ?? base.by,
    clean: sound("clean", cleanIn) ?? base.clean,
  });
  return { draft, lost: [...wrong, ...lost] };
}

const DIRECTIONS = { after: "after", before: "before", forward: "after", backward: "before" } as const;

function byIn(value: unknown): CalledBy | undefined {
  if (!isObject(value) || typeof value.property !== "string") return undefined;
  const events = namesIn(value.events);
  return events && { property: value.property, events };
}

function cleanIn(value: unknown): Clean | undefined {
  if (!isObject(value)) return undefined;
  const hide = namesIn(value.hide);
  const only = namesIn(value.only);
  const given = value.merge ?? [];
  const merge = Array.isArray(given) ? given.map(mergeIn) : [undefined];
  const whole = merge.filter((one) => one !== undefined);
  const hasMore = Object.keys(value).some((field) => !["hide", "only", "merge"].includes(field));
  if (!hide || !only || whole.length < merge.length || hasMore) return undefined;
  return { hide, only, merge: whole };
}

function mergeIn(value: unknown): Merge | undefined {
  if (!isObject(value) || typeof value.as !== "string") return undefined;
  const names = namesIn(value.names);
  return names && { as: value.as, names };
}

/** Names, each once; nothing said is none. */
function namesIn(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === "string" && one !== "")) return undefined;
  return [...new Set(value as string[])];
}
