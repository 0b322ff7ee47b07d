/** What every page of a site shares: the time looked at, what it is compared with, who is left in. It stands in the address. */
import type { Filter, Range } from "../api/types";

export interface View {
  /** `7d`, `30d`, `90d`, `12m` as days, `all`, or `2026-01-01..2026-02-01` with its last day. */
  range?: string;
  compare?: "previous";
  /** Filters of all events counted. */
  filters?: Filter[];
  /** Only the members of this saved population are counted. */
  population?: string;
}

export const USUAL_RANGE = "30d";

/** Reads what stands in the address; what makes no sense is left out. */
export function viewOf(search: Record<string, unknown>): View {
  const view: View = {};
  const range = search.range;
  if (typeof range === "string" && isRange(range)) view.range = range;
  if (search.compare === "previous") view.compare = "previous";
  const filters = search.filters;
  if (Array.isArray(filters) && filters.every(isFilter) && filters.length > 0) view.filters = filters;
  // An id of digits alone has been read as a number.
  const population = typeof search.population === "number" ? String(search.population) : search.population;
  if (typeof population === "string" && population !== "") view.population = population;
  return view;
}

function isFilter(value: unknown): value is Filter {
  return typeof value === "object" && value !== null && "property" in value && "op" in value;
}

const DAYS = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/;

function isRange(text: string): boolean {
  if (text === "all") return true;
  if (/^[1-9]\d{0,3}d$/.test(text)) return true;
  const days = DAYS.exec(text);
  return days !== null && (days[1] ?? "") <= (days[2] ?? "");
}

/** As a question says it; nothing for all history. */
export function rangeOf(view: View): Range | undefined {
  const text = view.range ?? USUAL_RANGE;
  if (text === "all") return undefined;
  const days = DAYS.exec(text);
  if (!days) return { last: text };
  return { start: days[1] ?? "", end: dayAfter(days[2] ?? "") };
}

function dayAfter(date: string): string {
  const next = new Date(`${date}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** "the last 30 days". */
export function rangeWords(view: View): string {
  const text = view.range ?? USUAL_RANGE;
  if (text === "all") return "all time";
  const days = DAYS.exec(text);
  if (days) return `${days[1]} to ${days[2]}`;
  return text === "1d" ? "today" : `the last ${text.slice(0, -1)} days`;
}

/** The common fields of a question. */
export function common(view: View): {
  range?: Range;
  filters?: Filter[];
  compare?: "previous";
  population?: string;
} {
  const range = rangeOf(view);
  return {
    ...(range ? { range } : {}),
    ...(view.filters ? { filters: view.filters } : {}),
    ...(view.compare && range ? { compare: view.compare } : {}),
    ...(view.population ? { population: view.population } : {}),
  };
}
