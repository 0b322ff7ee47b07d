/** Parts of what stands in the address, where anybody may write anything. */

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One of a few words, the first for anything else. */
export function oneOf<Word extends string>(words: readonly [Word, ...Word[]], value: unknown): Word {
  return words.find((word) => word === value) ?? words[0];
}

export function numberIn(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

const DURATION = /^0*[1-9][0-9]*[smhdw]$/;

export function isDuration(value: unknown): value is string {
  return typeof value === "string" && DURATION.test(value);
}
