import { useQueries, useQuery } from "@tanstack/react-query";
import { api, documentOf } from "./client";
import type { AnswerOf, AnyQuestion } from "./questions";

/** The answer to a question. Only the next page of the same list leaves the last one in sight meanwhile: an old number
 * must never stand under a new name. */
export function useAsk<Q extends AnyQuestion>(site: string, question: Q | null) {
  const lastPage = (old: unknown, query: { queryKey: readonly unknown[] } | undefined) =>
    query && listOf(query.queryKey[1], query.queryKey[2]) === listOf(site, question) ? old : undefined;
  return useQuery<AnswerOf<Q>>({
    queryKey: ["ask", site, question],
    enabled: question !== null,
    placeholderData: lastPage as never,
    queryFn: ({ signal }) => ask(site, question as Q, signal),
  });
}

/** The answers to several questions, each there when it is there. */
export function useAskAll<Q extends AnyQuestion>(site: string, questions: Q[]) {
  return useQueries({
    queries: questions.map((question) => ({
      queryKey: ["ask", site, question],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask(site, question, signal),
    })),
  });
}

/** What a page is a page of. */
function listOf(site: unknown, question: unknown): string {
  return JSON.stringify([site, question], (key, value) => (key === "after" ? undefined : value));
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
