/** Faults in the page's use of the snippet. They are told once each and never thrown into the page. */

const told = new Set<string>();

export function warn(fault: string): void {
  if (!told.has(fault)) {
    told.add(fault);
    console.warn("cairn: " + fault);
  }
}

/** Runs what must not disturb the page. */
export function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    warn(error instanceof Error ? error.message : "a call failed");
    return undefined;
  }
}
