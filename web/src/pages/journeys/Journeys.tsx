import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy } from "react";
import { useFunnels, useGoals, useSite } from "../../api/resources";
import type { Goal } from "../../api/types";
import { useDraft } from "../../app/useDraft";
import type { View } from "../../app/view";
import { QuestionPage } from "../../parts/asking/QuestionPage";
import { type FlowDraft, isSame, unsaidOfFlow, usualFlow } from "../../reports/flow";
import { readFlow, writeFlow } from "../../reports/flowAddress";
import { cameOf } from "../../reports/unseen";
import { Fault, Skeleton } from "../../ui/States";
import { JourneysReport } from "./JourneysReport";

// Loaded when the question is changed: its fields weigh more than the rest of the page.
const Editor = lazy(() => import("./Editor").then((module) => ({ default: module.Editor })));

interface Search extends View {
  question?: string;
}

/** Which ways do people take? What a site has decides what is asked first. */
export function Journeys() {
  const { site } = useParams({ from: "/sites/$site" });
  const goals = useGoals(site);
  const funnels = useFunnels(site);
  const details = useSite(site);
  const failed = [goals, funnels, details].find(({ isError }) => isError);
  if (failed) return <Fault error={failed.error} onRetry={() => failed.refetch()} />;
  if (goals.isPending || funnels.isPending || details.isPending)
    return <Skeleton height={620} label="Loading" />;
  const names = (goals.data?.goals ?? []).map(({ definition }) => definition);
  const catalogue = details.data?.catalogue ?? [];
  return (
    <JourneysOf
      key={site}
      site={site}
      goals={names}
      events={cameOf(catalogue)}
      usual={usualFlow({ funnels: funnels.data ?? [], goals: names, catalogue })}
    />
  );
}

interface JourneysOfProps {
  site: string;
  goals: Goal[];
  /** The names of events that came. */
  events: string[];
  usual: FlowDraft;
}

function JourneysOf({ site, goals, events, usual }: JourneysOfProps) {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const go = (next: Partial<Search>, replace = false) =>
    void navigate({
      to: "/sites/$site/journeys",
      params: { site },
      search: ((old: Search) => ({ ...old, ...next })) as never,
      replace,
    });
  const written = {
    read: (address: string | undefined) => readFlow(address, usual).draft,
    write: (draft: FlowDraft) => writeFlow(draft, usual),
  };
  const [draft, setDraft] = useDraft(search.question, written, (question) => go({ question }, true));
  // What is asked about stands in the address; what is typed goes before it by a moment.
  const { draft: asked, lost } = readFlow(search.question, usual);
  return (
    <QuestionPage
      title="Which ways do people take?"
      onUsual={isSame(draft, usual) ? undefined : () => setDraft(usual)}
      lost={lost}
      alone={
        search.compare &&
        "Nothing is set beside the time before: ask once for each time, and compare the rates."
      }
      missing={unsaidOfFlow(asked)}
      editor={<Editor site={site} draft={draft} goals={goals} events={events} onChange={setDraft} />}
    >
      <JourneysReport
        site={site}
        view={search}
        draft={asked}
        goals={goals}
        events={events}
        onChange={setDraft}
        onRange={(range) => go({ range })}
      />
    </QuestionPage>
  );
}
