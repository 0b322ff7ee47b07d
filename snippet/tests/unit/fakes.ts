/** What stands in for the browser. */

/** A `localStorage` with names as its own properties, as browsers have them. */
export function localStorageOf(): Storage & { isFull: boolean } {
  const hidden = { isFull: false };
  const local = Object.create({
    getItem: (name: string) => (Object.keys(local).includes(name) ? local[name] : null),
    setItem(name: string, text: string) {
      if (hidden.isFull) throw new DOMException("full", "QuotaExceededError");
      local[name] = text;
    },
    removeItem: (name: string) => delete local[name],
  });
  Object.defineProperty(local, "isFull", {
    enumerable: false,
    get: () => hidden.isFull,
    set: (isFull: boolean) => (hidden.isFull = isFull),
  });
  return local;
}

/** A message of about so many bytes. */
export function messageOfSize(messageId: string, bytes = 20): { messageId: string; filling: string } {
  return { messageId, filling: "x".repeat(bytes) };
}
