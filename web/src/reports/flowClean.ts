/** Names of a flow, cleaned: left out, kept alone, made one. `hide` and `only` go by the names as they were before merging. */

export interface Merge {
  as: string;
  names: string[];
}

export interface Clean {
  hide: string[];
  /** Nothing keeps all. */
  only: string[];
  merge: Merge[];
}

/** The same without what can't stand together, and what had to go, in sentences. */
export function repairedClean({ hide, only, merge }: Clean): { clean: Clean; lost: string[] } {
  const lost: string[] = [];
  const kept = only.filter((name) => {
    if (hide.includes(name)) lost.push(`“${name}” is hidden, so it can't be one of the only names.`);
    return !hide.includes(name);
  });
  if (only.length > 0 && kept.length === 0) lost.push("No name would be left, so all others are kept.");
  const seen = new Set<string>();
  const merged = merge.map(({ as, names }) => ({
    as,
    names: names.filter((name) => {
      const isLeftOut = hide.includes(name) || (kept.length > 0 && !kept.includes(name));
      if (isLeftOut) lost.push(`“${name}” is left out, so it can't be merged.`);
      else if (seen.has(name)) lost.push(`“${name}” is merged already: it can become one name only.`);
      if (isLeftOut || seen.has(name)) return false;
      seen.add(name);
      return true;
    }),
  }));
  return { clean: { hide, only: kept, merge: merged }, lost };
}

/** The names behind what a column tells: itself, unless it is told as another, and those that were merged into it. */
export function namesBehind({ merge }: Clean, name: string): string[] {
  const isToldAsAnother = merge.some(({ as, names }) => as !== name && names.includes(name));
  const merged = merge.filter(({ as }) => as === name).flatMap(({ names }) => names);
  return [...new Set([...(isToldAsAnother ? [] : [name]), ...merged])];
}

/** With a name of a column left out; nothing where no other would be left. */
export function withHidden(clean: Clean, name: string): Clean | null {
  const gone = namesBehind(clean, name);
  const merge = clean.merge.filter(({ as }) => as !== name);
  if (clean.only.length === 0) {
    return { ...clean, hide: [...new Set([...clean.hide, ...gone])], merge };
  }
  const only = clean.only.filter((one) => !gone.includes(one));
  return only.length === 0 ? null : { ...clean, only, merge };
}

/** With several names of a column made one. */
export function withMerged(clean: Clean, names: string[], as: string): Clean {
  const isKept = (name: string) => clean.only.length === 0 || clean.only.includes(name);
  // What a merge is called is a name as it was only if it is also one of an event: with `only` it must be said.
  const together = [...new Set(names.flatMap((name) => namesBehind(clean, name)))].filter(
    (name) => isKept(name) && !clean.hide.includes(name),
  );
  const others = clean.merge.filter((one) => !names.includes(one.as));
  return { ...clean, merge: [...others, { as, names: together }] };
}
