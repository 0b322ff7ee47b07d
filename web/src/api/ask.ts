import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, documentOf } from "./client";
import type { AnswerOf, AnyQuestion } from "./questions";

/** The answer to a question. What was shown stays in sight while the next one is computed. */
export function useAsk<Q extends AnyQuestion>(site: string, question: Q | null) {
  return useQuery({
    queryKey: ["ask", site, question],
    enabled: question !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ask(site, question as Q, signal),
  });
}

/** Asks once. */
export async function ask<Q extends AnyQuestion>(
  site: string,
  question: Q,
  signal?: AbortSignal,
): Promise<AnswerOf<Q>> {
  const call = api.POST("/api/v1/sites/{site}/query", {
    params: { path: { site } },
    body: question as never,
    signal: signal ?? null,
  });
  return (await documentOf(call)) as unknown as AnswerOf<Q>;
}

/** The same answer as the server writes it in CSV. */
export async function askCsv(site: string, question: AnyQuestion): Promise<string> {
  const call = api.POST("/api/v1/sites/{site}/query", {
    params: { path: { site } },
    body: question as never,
    headers: { Accept: "text/csv" },
    parseAs: "text",
  });
  return (await documentOf(call)) as unknown as string;
}
