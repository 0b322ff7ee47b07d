import { useQuery } from "@tanstack/react-query";
import { api, documentOf } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Storage = Schemas["Storage"];
export type StoredSite = Schemas["StoredSite"];
export type Forecast = Schemas["Forecast"];
export type Compaction = Schemas["Compaction"];
export type Quarantined = Schemas["Quarantined"];

/** What all sites hold on disk; looked at again, because compaction and senders change it. */
export function useStorage() {
  return useQuery({
    queryKey: ["storage"],
    refetchInterval: 30_000,
    queryFn: () => documentOf(api.GET("/api/v1/storage")),
  });
}
