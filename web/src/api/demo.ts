import { api, documentOf } from "./client";

/** The demo shop's site. */
export const DEMO = "demo";

/** Plants the demo shop. Gives the import job that shows how far it is; null if the shop is there already. */
export async function plantDemo(): Promise<string | null> {
  const { job } = await documentOf(api.POST("/api/v1/demo", { body: {} }));
  return job ?? null;
}
