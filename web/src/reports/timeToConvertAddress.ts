/** A question of how long people take as it stands in the address, where anybody may write anything. It is spelled as the
 * API takes it, and what it leaves out means what it means there; without steps it is about the usual ones. */
import type { FunnelStep } from "../api/types";
import { isDuration, isObject, jsonOf } from "./addressed";
import type { Split } from "./findings";
import { isRule, ruleOf, rulesOf } from "./rules";
import { FIRST_OF_ALL, isSameTime, repairedTime, startStep, type TimeDraft } from "./timeToConvert";

/** Nothing for the usual question. */
export function writeTime(draft: TimeDraft, usual: TimeDraft): string | undefined {
  if (isSameTime(draft, usual)) return undefined;
  const { start, counts, end, window, split, interval } = draft;
  return JSON.stringify({
    steps: [startStep(start, counts), ruleOf(end)],
    ...(window ? { window } : {}),
    ...(counts === "last" ? {} : { entry: "first" }),
    ...(split ? { breakdown: split } : {}),
    ...(interval ? { interval } : {}),
  });
}

const FIELDS = "kind steps window entry breakdown interval".split(" ");
const TERMS = ["optional", "within_previous", "anchored"] as const;

/** From the address. What makes no sense in it is left out, and told in sentences. */
export function readTime(text: string | undefined, usual: TimeDraft): { draft: TimeDraft; lost: string[] } {
  if (text === undefined) return { draft: usual, lost: [] };
  const value = jsonOf(text);
  if (!isObject(value))
    return { draft: usual, lost: ["The address holds no question: this is the usual one."] };
  const wrong: string[] = [];
  const sound = <T>(field: string, read: (given: unknown) => T | undefined): T | undefined => {
    const given = value[field] ?? undefined;
    const found = given === undefined ? undefined : read(given);
    if (given !== undefined && found === undefined)
      wrong.push(`What the address says of “${field}” makes no sense: the usual holds.`);
    return found;
  };
  const word = <Word extends string>(...words: Word[]) => {
    return (given: unknown) => words.find((one) => one === given);
  };
  for (const field of Object.keys(value)) {
    if (["range", "filters", "population"].includes(field))
      wrong.push(
        `“${field}” of the address does not count: time, filters and whom to look at are chosen above.`,
      );
    else if (!FIELDS.includes(field)) wrong.push(`“${field}” of the address does not count on this page.`);
  }
  sound("kind", word("time_to_convert"));
  const steps = sound("steps", stepsIn);
  const entry = sound("entry", word("best", "first")) ?? "best";
  const base = steps ? drawnFrom(steps, entry) : { ...usual };
  if (steps && steps.length > 2)
    wrong.push("This page asks from one step to another: of the address the first and the last count.");
  if (steps?.some((step) => TERMS.some((term) => step[term])) || steps?.at(-1)?.first_ever)
    wrong.push("What the address demands of steps besides what they take does not count on this page.");
  const { draft, lost } = repairedTime({
    ...base,
    window: sound("window", (given) => (isDuration(given) ? given : undefined)) ?? null,
    split: sound("breakdown", splitIn) ?? null,
    interval: sound("interval", word("day", "week", "month")) ?? null,
  });
  return { draft, lost: [...wrong, ...lost] };
}

/** At least a start and an end. */
function stepsIn(given: unknown): FunnelStep[] | undefined {
  return Array.isArray(given) && given.length > 1 && given.every(isRule) ? given : undefined;
}

function drawnFrom(
  steps: FunnelStep[],
  entry: "best" | "first",
): Pick<TimeDraft, "start" | "counts" | "end"> {
  const bare = ({ optional: _, first_ever: __, within_previous: ___, anchored: ____, ...rule }: FunnelStep) =>
    rulesOf(rule);
  const [first = FIRST_OF_ALL] = steps;
  const last = steps.at(-1) ?? first;
  if (first.event === "*" && first.first_ever && !first.filters?.length)
    return { start: null, counts: "first", end: bare(last) };
  const counts = first.first_ever ? "first_ever" : entry === "first" ? "first" : "last";
  return { start: bare(first), counts, end: bare(last) };
}

/** One property of events or sessions, and which of its values on the way counts. */
function splitIn(given: unknown): Split | undefined {
  if (!isObject(given) || typeof given.property !== "string" || given.property === "") return undefined;
  const { property, of = "event", take } = given;
  if (of !== "event" && of !== "session") return undefined;
  if (take !== undefined && take !== "first" && take !== "last") return undefined;
  return { property, ...(of === "session" ? { of } : {}), ...(take ? { take } : {}) };
}
