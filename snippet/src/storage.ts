/**
 * Texts that outlive the page: `localStorage`, and memory for what it refuses.
 *
 * Every tab of an origin shares them, and every change is of one name. So no tab needs a lock.
 */

export interface Storage {
  get(name: string): string | null;
  set(name: string, text: string): void;
  remove(name: string): void;
  /** The names that begin with `prefix`, sorted. */
  names(prefix: string): string[];
}

/** `local` gives the browser's storage; it throws where the browser refuses it. */
export function storageOver(local: () => globalThis.Storage): Storage {
  const memory = new Map<string, string>();
  const attempt = <T>(work: (storage: globalThis.Storage) => T, otherwise: T): T => {
    try {
      return work(local());
    } catch {
      return otherwise;
    }
  };
  return {
    get: (name) => memory.get(name) ?? attempt((storage) => storage.getItem(name), null),
    set(name, text) {
      const isKept = attempt((storage) => {
        storage.setItem(name, text);
        return true;
      }, false);
      if (isKept) memory.delete(name);
      else memory.set(name, text);
    },
    remove(name) {
      memory.delete(name);
      attempt((storage) => storage.removeItem(name), undefined);
    },
    names(prefix) {
      const kept = attempt((storage) => Object.keys(storage), []);
      return [...new Set([...kept, ...memory.keys()])].filter((name) => name.startsWith(prefix)).sort();
    },
  };
}
