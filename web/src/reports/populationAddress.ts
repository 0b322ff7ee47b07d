/** A population that is being made as it stands in the address or is typed as JSON, where anybody may write anything. */
import type { Condition } from "../api/populations";
import { isObject, jsonOf } from "./addressed";
import {
  conditionOfGroup,
  groupOf,
  newPopulation,
  type PopulationDraft,
  populationDraft,
} from "./population";
import { isRule } from "./rules";

/** As the server refuses deeper ones. */
const DEEPEST = 6;

export function writePopulation(draft: PopulationDraft | null): string | undefined {
  if (!draft) return undefined;
  const { id, name, description } = draft;
  return JSON.stringify({ id, name, description, is: conditionOfGroup(draft) });
}

/** From the address; nothing where there is none. What makes no sense is an empty one. */
export function readPopulation(text: string | undefined): PopulationDraft | null {
  if (text === undefined) return null;
  const value = jsonOf(text);
  if (!isObject(value)) return newPopulation();
  const word = (field: string) => (typeof value[field] === "string" ? value[field] : "");
  const { of, conditions } = newPopulation();
  const is: Condition = isCondition(value.is) ? value.is : conditionOfGroup({ of, conditions });
  return {
    ...populationDraft({ id: "", name: word("name"), description: word("description"), is }),
    id: word("id") || null,
  };
}

/** A condition that was typed, or what is wrong with it. */
export function typedCondition(text: string): { condition: Condition } | { fault: string } {
  const value = jsonOf(text);
  if (value === null) return { fault: "This is no JSON." };
  if (!isCondition(value)) {
    return {
      fault:
        "This is no condition: it has one of “all”, “any”, “not”, “did”, “sequence” or “person”, at most 6 deep.",
    };
  }
  return { condition: value };
}

/** Whether it has the form of a condition. What its fields say, the server judges. */
export function isCondition(value: unknown, depth = 1): value is Condition {
  if (!isObject(value) || depth > DEEPEST) return false;
  const kinds = ["all", "any", "not", "did", "sequence", "person"].filter((kind) => kind in value);
  if (kinds.length !== 1) return false;
  const list = value.all ?? value.any;
  if (list !== undefined) {
    if (groupOf(value as Condition) === null || !Array.isArray(list)) return false;
    return list.every((one) => isCondition(one, depth + 1));
  }
  if ("not" in value) return isCondition(value.not, depth + 1);
  if ("sequence" in value)
    return Array.isArray(value.sequence) && value.sequence.every(isRule) && isTimed(value);
  if ("person" in value) {
    const { person } = value;
    return isObject(person) && typeof person.property === "string" && typeof person.op === "string";
  }
  return isRule(value.did) && isTimed(value) && isCounted(value);
}

function isTimed({ range, in_any, within }: Record<string, unknown>): boolean {
  const isText = (part: unknown) => part === undefined || typeof part === "string";
  if (!isText(in_any) || !isText(within)) return false;
  return range === undefined || (isObject(range) && Object.values(range).every(isText));
}

function isCounted({ at_least, at_most, value }: Record<string, unknown>): boolean {
  const isNumber = (part: unknown) => part === undefined || typeof part === "number";
  if (!isNumber(at_least) || !isNumber(at_most)) return false;
  if (value === undefined) return true;
  return isObject(value) && Object.values(value).every((part) => typeof part === "string");
}
