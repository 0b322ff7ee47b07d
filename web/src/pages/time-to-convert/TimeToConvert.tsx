import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy } from "react";
import { useNorthStar } from "../../api/northStar";
import { useFunnels, useGoals, useSite } from "../../api/resources";
import type { Goal } from "../../api/types";
import { periodsFor, windowFor } from "../../app/buckets";
import { useDraft } from "../../app/useDraft";
import type { View } from "../../app/view";
import { QuestionPage } from "../../parts/asking/QuestionPage";
import { isSameTime, type TimeDraft, unsaidOfTime, usualTime } from "../../reports/timeToConvert";
import { readTime, writeTime } from "../../reports/timeToConvertAddress";
import { Fault, Skeleton } from "../../ui/States";
import { TimeReport } from "./TimeReport";

// Loaded when the question is changed: its fields weigh more than the rest of the page.
const Editor = lazy(() => import("./Editor").then((module) => ({ default: module.Editor })));

interface Search extends View {
  question?: string;
}

/** How long do people take to convert? What a site has decides what is asked first. */
export function TimeToConvert() {
  const { site } = useParams({ from: "/sites/$site" });
  const goals = useGoals(site);
  const funnels = useFunnels(site);
  const details = useSite(site);
  const star = useNorthStar(site);
  const failed = [goals, funnels, details].find(({ isError }) => isError);
  if (failed) return <Fault error={failed.error} onRetry={() => failed.refetch()} />;
  if (goals.isPending || funnels.isPending || details.isPending || star.isPending)
    return <Skeleton height={620} label="Loading" />;
  const names = (goals.data?.goals ?? []).map(({ definition }) => definition);
  return (
    <TimeToConvertOf
      key={site}
      site={site}
      goals={names}
      usual={usualTime({
        funnels: funnels.data ?? [],
        goals: names,
        star: star.goal,
        catalogue: details.data?.catalogue ?? [],
      })}
    />
  );
}

interface TimeToConvertOfProps {
  site: string;
  goals: Goal[];
  usual: TimeDraft;
}

function TimeToConvertOf({ site, goals, usual }: TimeToConvertOfProps) {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const go = (next: Partial<Search>, replace = false) =>
    void navigate({
      to: "/sites/$site/time-to-convert",
      params: { site },
      search: ((old: Search) => ({ ...old, ...next })) as never,
      replace,
    });
  const written = {
    read: (address: string | undefined) => readTime(address, usual).draft,
    write: (draft: TimeDraft) => writeTime(draft, usual),
  };
  const [draft, setDraft] = useDraft(search.question, written, (question) => go({ question }, true));
  // What is asked about stands in the address; what is typed goes before it by a moment.
  const { draft: asked, lost } = readTime(search.question, usual);
  const fitting = { window: windowFor(search), interval: periodsFor(search) };
  return (
    <QuestionPage
      title="How long do people take to convert?"
      onUsual={isSameTime(draft, usual) ? undefined : () => setDraft(usual)}
      lost={lost}
      alone={
        search.compare &&
        "Nothing is set beside the time before: the course below shows how times change from period to period."
      }
      missing={unsaidOfTime(asked)}
      editor={<Editor site={site} draft={draft} fitting={fitting} goals={goals} onChange={setDraft} />}
    >
      <TimeReport
        site={site}
        view={search}
        draft={asked}
        fitting={fitting}
        goals={goals}
        onChange={setDraft}
        onRange={(range) => go({ range })}
      />
    </QuestionPage>
  );
}
