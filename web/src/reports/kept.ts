import { useState } from "react";

/** Like `useState`, for what a reload of the tab should not lose. */
export function useKept<Value>(key: string, initial: Value): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => keptValue(key) ?? initial);
  const keep = (next: Value) => {
    setValue(next);
    keepValue(key, next);
  };
  return [value, keep];
}

export function keptValue<Value>(key: string): Value | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}

export function keepValue(key: string, value: unknown) {
  try {
    if (value === null || value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without storage it lasts as long as the page.
  }
}
