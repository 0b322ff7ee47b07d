import { useGoals, useSites } from "./resources";
import type { Goal } from "./types";

/** The goal that says how the business does: the site's choice, else its first primary macro. */
export function useNorthStar(site: string): { goal: Goal | undefined; isPending: boolean; error: unknown } {
  const sites = useSites();
  const goals = useGoals(site);
  const definitions = (goals.data?.goals ?? []).map((version) => version.definition);
  const chosen = sites.data?.sites.find((one) => one.id === site)?.north_star;
  const goal =
    definitions.find((one) => one.id === chosen) ??
    definitions.find((one) => one.class === "macro" && one.standing !== "lifecycle");
  return { goal, isPending: sites.isPending || goals.isPending, error: sites.error ?? goals.error };
}
