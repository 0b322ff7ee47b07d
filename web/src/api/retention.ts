import { useQuery } from "@tanstack/react-query";
import { api, documentOf } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** For how many days events are kept, null for ever. */
export type Retention = Schemas["Retention"];
export type Expiry = Schemas["Expiry"];

/** What would go by these rules if they counted now; nothing goes. */
export function useExpiryCount(site: string, retention: Retention | undefined) {
  return useQuery({
    queryKey: ["expiry", site, retention],
    enabled: retention !== undefined,
    queryFn: () =>
      documentOf(
        api.POST("/api/v1/sites/{site}/expiry", {
          params: { path: { site } },
          body: { dry_run: true, retention: retention ?? {} },
        }),
      ),
  });
}
