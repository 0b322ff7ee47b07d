import { useBusinessModels, useFunnels, useGoals } from "../../api/resources";
import type { Funnel, Site } from "../../api/types";
import { type EventToSend, eventsToSend } from "../../reports/snippets";

/** What a site should send, by its template, under its own names. */
export function useEventsToSend(site: Pick<Site, "id" | "business_model">): EventToSend[] {
  const models = useBusinessModels();
  const goals = useGoals(site.id);
  const funnels = useFunnels(site.id);
  const model = models.data?.business_models.find(({ id }) => id === site.business_model);
  const definitions = goals.data?.goals.map(({ definition }) => definition) ?? [];
  return eventsToSend(model, definitions, (funnels.data ?? []) as Funnel[]);
}
