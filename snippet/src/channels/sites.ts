/**
 * Which sites are search engines, social, video and shopping sites, and AI assistants.
 *
 * The lists are those of crates/cairn-core/src/channel/sites.rs, copied by scripts/sites.mjs. What a pattern
 * means stands there.
 */

import lists from "./sites.json";

export type Category = "search" | "social" | "video" | "shopping" | "ai";

const ENGINES = lists.engines as [pattern: string, name: string][];
const SITES = Object.entries(lists.sites) as [Category, string[]][];

/** The sort of site that a source is: a host, or a name it is tagged by, in lower case. The most exact pattern counts. */
export function categoryOf(source: string): Category | null {
  const name = source.replace(/^www\./, "");
  let best: { category: Category; labels: number } | null = null;
  for (const [category, patterns] of SITES) {
    for (const pattern of patterns) {
      const labels = exactness(pattern, name);
      if (labels >= (best?.labels ?? 1)) best = { category, labels };
    }
  }
  return best?.category ?? null;
}

/** The name of the search engine whose results lie on a host. */
export function engineOf(host: string): string | null {
  return ENGINES.find(([pattern]) => exactness(pattern, host) > 0)?.[1] ?? null;
}

/** How many labels of a source a pattern names; 0 if it does not fit. */
function exactness(written: string, source: string): number {
  const isAlone = written.startsWith("=");
  const pattern = isAlone ? written.slice(1) : written;
  const isWithin = (host: string, domain: string) =>
    host === domain || (!isAlone && host.endsWith("." + domain));
  const brand = pattern.endsWith(".*") ? pattern.slice(0, -2) : null;
  let fits: boolean;
  if (brand !== null) fits = withoutCountry(source).some((name) => isWithin(name, brand));
  else if (!pattern.includes(".")) fits = source === pattern;
  else fits = isWithin(source, pattern);
  return fits ? pattern.split(".").length : 0;
}

/** A host without what may be its country: `google.co.uk` is `google` without `co.uk`. */
function withoutCountry(host: string): string[] {
  const one = /^(.*)\.(?:..|com|net|org)$/s.exec(host)?.[1];
  const two = /^(.*)\.(?:co|com|ne|net|or|org)\...$/s.exec(host)?.[1];
  return [one, two].filter((name) => name !== undefined);
}
