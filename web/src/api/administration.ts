import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, documentOf, JSON_TYPE } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type BusinessModel = Schemas["BusinessModel"];
export type Pulse = Schemas["Pulse"];
export type RecentEvent = Pulse["recent"][number];
export type NewSite = Schemas["NewSite"];
/** What is left out stays. */
export type SiteChange = Partial<Schemas["SiteChange"]>;
export type NewKey = Schemas["NewKey"];
export type Session = Schemas["Session"];

export function addSite(site: NewSite) {
  return documentOf(api.POST("/api/v1/sites", { body: site }));
}

/** Changes settings. */
export function changeSite({ site, change }: { site: string; change: SiteChange }) {
  const body = change as Schemas["SiteChange"];
  return documentOf(api.PATCH("/api/v1/sites/{site}", { params: { path: { site } }, body }));
}

export function makeKey({ site, key }: { site: string; key: NewKey }) {
  return documentOf(api.POST("/api/v1/sites/{site}/keys", { params: { path: { site } }, body: key }));
}

/** Who asks, and which server answers. */
export function useMe() {
  return useQuery({ queryKey: ["me"], staleTime: 300_000, queryFn: () => documentOf(api.GET("/api/v1/me")) });
}

export function useSessions() {
  return useQuery({ queryKey: ["sessions"], queryFn: () => documentOf(api.GET("/api/v1/sessions")) });
}

export function endSession(id: string) {
  return documentOf(api.DELETE("/api/v1/sessions/{session}", { params: { path: { session: id } } }));
}

export function makeSignInLink() {
  return documentOf(api.POST("/api/v1/sign-in-links", { headers: JSON_TYPE }));
}

/** The dead letters, newest first, a page at a time. */
export function useAllDeadLetters(site: string) {
  return useInfiniteQuery({
    queryKey: ["dead-letters", site, "pages"],
    initialPageParam: "",
    getNextPageParam: (page: Schemas["DeadLetters"]) => page.next ?? undefined,
    queryFn: ({ pageParam }) =>
      documentOf(
        api.GET("/api/v1/sites/{site}/dead-letters", {
          params: { path: { site }, query: pageParam === "" ? {} : { before: pageParam } },
        }),
      ),
  });
}

/** Damage of the log that the server found when it started, a line for each. */
export function useDamage() {
  return useQuery({
    queryKey: ["damage"],
    staleTime: 60_000,
    queryFn: async () => damageIn(await (await fetch("/readyz")).text()),
  });
}

/** Behind the word `ready` stands a line for each damage. */
export function damageIn(text: string): string[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines[0] === "ready" ? lines.slice(1) : [];
}
