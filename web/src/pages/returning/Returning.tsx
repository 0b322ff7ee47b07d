import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy } from "react";
import { useGoals } from "../../api/resources";
import { cohortsFor } from "../../app/buckets";
import { useDraft } from "../../app/useDraft";
import type { View } from "../../app/view";
import { QuestionPage } from "../../parts/asking/QuestionPage";
import { isUsual, unsaid, usualReturning } from "../../reports/returning";
import { readReturning, writeReturning } from "../../reports/returningAddress";
import { Fault, Skeleton } from "../../ui/States";
import { ReturningReport } from "./ReturningReport";

// Loaded when the question is changed: its fields weigh more than the rest of the page.
const Editor = lazy(() => import("./Editor").then((module) => ({ default: module.Editor })));

interface Search extends View {
  question?: string;
}

const WRITTEN = {
  read: (address: string | undefined) => readReturning(address).draft,
  write: writeReturning,
};

/** Who comes back? Persons by when they started, and in which of the periods after that they were back. */
export function Returning() {
  const { site } = useParams({ from: "/sites/$site" });
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const goals = useGoals(site);
  const go = (next: Partial<Search>, replace = false) =>
    void navigate({
      to: "/sites/$site/retention",
      params: { site },
      search: ((old: Search) => ({ ...old, ...next })) as never,
      replace,
    });
  const [draft, setDraft] = useDraft(search.question, WRITTEN, (question) => go({ question }, true));
  // What is asked about stands in the address; what is typed goes before it by a moment.
  const { draft: asked, lost } = readReturning(search.question);
  const missing = unsaid(asked);
  const fitting = cohortsFor(search);
  if (goals.isError) return <Fault error={goals.error} onRetry={() => goals.refetch()} />;
  if (goals.isPending) return <Skeleton height={420} />;
  const names = goals.data.goals.map(({ definition }) => definition);
  return (
    <QuestionPage
      title="Who comes back?"
      onUsual={isUsual(draft) ? undefined : () => setDraft(usualReturning())}
      lost={lost}
      alone={
        search.compare && "Nothing is set beside the time before: cohorts stand beside one another already."
      }
      missing={missing}
      editor={<Editor site={site} draft={draft} fitting={fitting} goals={names} onChange={setDraft} />}
    >
      <ReturningReport
        site={site}
        view={search}
        draft={asked}
        goals={names}
        onRange={(range) => go({ range })}
      />
    </QuestionPage>
  );
}
