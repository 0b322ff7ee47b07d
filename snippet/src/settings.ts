/** What the script element says. */

export interface Settings {
  /** The write key. */
  key: string;
  /** Where events go: an origin, perhaps with a path, without a slash at its end. */
  host: string;
  /** Whether the browser's Global Privacy Control or Do Not Track stops collecting. */
  respectsGpc: boolean;
  /** Whether nothing is collected before `opt_in`. */
  needsConsent: boolean;
  /** Whether page views are sent without being asked for. */
  countsPages: boolean;
}

/** `null` without a write key: nothing can be sent. */
export function settingsOf(script: HTMLScriptElement | null): Settings | null {
  const { key, host, respectGpc, consent, pages } = script?.dataset ?? {};
  if (!script || !key) return null;
  return {
    key,
    host: (host || new URL(script.src).origin).replace(/\/+$/, ""),
    respectsGpc: respectGpc !== "false",
    needsConsent: consent === "required",
    countsPages: pages !== "manual",
  };
}
