import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, documentOf, JSON_TYPE } from "./client";
import type { Funnel, Goal } from "./types";

/** The sites. */
export function useSites() {
  return useQuery({ queryKey: ["sites"], queryFn: () => documentOf(api.GET("/api/v1/sites")) });
}

/** One site with its catalogue. */
export function useSite(site: string) {
  return useQuery({
    queryKey: ["site", site],
    queryFn: () => documentOf(api.GET("/api/v1/sites/{site}", { params: { path: { site } } })),
  });
}

export function useGoals(site: string) {
  return useQuery({
    queryKey: ["goals", site],
    queryFn: () => documentOf(api.GET("/api/v1/sites/{site}/goals", { params: { path: { site } } })),
  });
}

/** A goal with all its versions. */
export function useGoalHistory(site: string, goal: string | null) {
  return useQuery({
    queryKey: ["goals", site, goal],
    enabled: goal !== null,
    queryFn: () =>
      documentOf(
        api.GET("/api/v1/sites/{site}/goals/{goal}", { params: { path: { site, goal: goal ?? "" } } }),
      ),
  });
}

export function useFunnels(site: string) {
  return useQuery({
    queryKey: ["funnels", site],
    // The server fills in what a document left out.
    queryFn: async () => {
      const list = await documentOf(api.GET("/api/v1/sites/{site}/funnels", { params: { path: { site } } }));
      return list.funnels as Funnel[];
    },
  });
}

export function useKeys(site: string) {
  return useQuery({
    queryKey: ["keys", site],
    queryFn: () => documentOf(api.GET("/api/v1/sites/{site}/keys", { params: { path: { site } } })),
  });
}

export function useImports(site: string) {
  return useQuery({
    queryKey: ["imports", site],
    queryFn: () => documentOf(api.GET("/api/v1/sites/{site}/imports", { params: { path: { site } } })),
  });
}

/** What came in lately. Asked again and again while the page is looked at. */
export function usePulse(site: string, everyMillis = 2000) {
  return useQuery({
    queryKey: ["pulse", site],
    refetchInterval: everyMillis,
    queryFn: () => documentOf(api.GET("/api/v1/sites/{site}/pulse", { params: { path: { site } } })),
  });
}

/** Properties that events of a name carry, with values that occur. */
export function useProperties(site: string, event?: string) {
  return useQuery({
    queryKey: ["properties", site, event],
    staleTime: 60_000,
    queryFn: () =>
      documentOf(
        api.GET("/api/v1/sites/{site}/properties", {
          params: { path: { site }, query: event ? { event } : {} },
        }),
      ),
  });
}

export function useBusinessModels() {
  return useQuery({
    queryKey: ["business-models"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => documentOf(api.GET("/api/v1/business-models")),
  });
}

/** A change, after which what depends on it is asked anew: every answer of the site, and all lists. */
export function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also after a fault: the first half of a change may have been made. A preview is of its file and mapping
    // alone, and the file goes when its import is done.
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "preview" }),
  });
}

interface GoalChange {
  site: string;
  goal: Goal;
  isNew: boolean;
  /** The primary macro that makes room, if there are three already. */
  demote?: string;
}

/** Adds a goal or gives it a new version. */
export function saveGoal({ site, goal, isNew, demote }: GoalChange) {
  const query = demote ? { demote } : {};
  return isNew
    ? documentOf(api.POST("/api/v1/sites/{site}/goals", { params: { path: { site }, query }, body: goal }))
    : documentOf(
        api.PUT("/api/v1/sites/{site}/goals/{goal}", {
          params: { path: { site, goal: goal.id }, query },
          body: goal,
        }),
      );
}

/** Adds a funnel or replaces it. */
export function saveFunnel({ site, funnel, isNew }: { site: string; funnel: Funnel; isNew: boolean }) {
  return isNew
    ? documentOf(api.POST("/api/v1/sites/{site}/funnels", { params: { path: { site } }, body: funnel }))
    : documentOf(
        api.PUT("/api/v1/sites/{site}/funnels/{funnel}", {
          params: { path: { site, funnel: funnel.id } },
          body: funnel,
        }),
      );
}

export function removeFunnel({ site, id }: { site: string; id: string }) {
  return documentOf(
    api.DELETE("/api/v1/sites/{site}/funnels/{funnel}", { params: { path: { site, funnel: id } } }),
  );
}

export function undoImport({ site, id }: { site: string; id: string }) {
  return documentOf(
    api.DELETE("/api/v1/sites/{site}/imports/{import}", { params: { path: { site, import: id } } }),
  );
}

export function revokeKey({ site, id }: { site: string; id: string }) {
  return documentOf(api.DELETE("/api/v1/sites/{site}/keys/{key}", { params: { path: { site, key: id } } }));
}

export function signOut() {
  return documentOf(api.DELETE("/api/v1/session"));
}

export function signIn(token: string) {
  return documentOf(api.POST("/api/v1/session", { body: { token }, headers: JSON_TYPE }));
}
