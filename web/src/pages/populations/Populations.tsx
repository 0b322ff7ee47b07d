import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { type Population, usePopulations } from "../../api/populations";
import { useGoals } from "../../api/resources";
import { useDraft } from "../../app/useDraft";
import type { View } from "../../app/view";
import { type PopulationDraft, populationDraft } from "../../reports/population";
import { readPopulation, writePopulation } from "../../reports/populationAddress";
import { Button } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Empty, Fault, Skeleton } from "../../ui/States";
import { PopulationList } from "./PopulationList";
import { PopulationPage } from "./PopulationPage";

// Loaded when a population is made or changed: its fields weigh more than the rest of the page.
const Editor = lazy(() => import("./Editor").then((module) => ({ default: module.Editor })));

const WRITTEN = { read: readPopulation, write: writePopulation };

interface Search extends View {
  open?: string;
  draft?: string;
  at?: string;
  change?: string;
}

/** Groups of people by what they did or did not do: all that are saved, one that is open, or one that is being made. */
export function Populations() {
  const { site } = useParams({ from: "/sites/$site" });
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const populations = usePopulations(site);
  const goals = useGoals(site);
  const go = (next: Partial<Search>, replace = false) =>
    void navigate({
      to: "/sites/$site/populations",
      params: { site },
      search: ((old: Search) => ({ ...old, ...next })) as never,
      replace,
    });
  const [draft, setDraft] = useDraft(search.draft, WRITTEN, (text) => go({ draft: text }, true));
  const close = (next: Partial<Search>) => {
    setDraft(null);
    go({ at: undefined, change: undefined, ...next, draft: undefined });
  };
  const edit = (next: PopulationDraft) => go({ draft: writePopulation(next) });

  if (populations.isError) return <Fault error={populations.error} onRetry={() => populations.refetch()} />;
  if (goals.isError) return <Fault error={goals.error} onRetry={() => goals.refetch()} />;
  if (populations.isPending || goals.isPending) return <Skeleton height={420} />;
  const saved: Population[] = populations.data;
  const names = goals.data.goals.map(({ definition }) => definition);

  if (draft) {
    return (
      <Suspense fallback={<Skeleton height={420} />}>
        <Editor
          site={site}
          view={search}
          draft={draft}
          // What is asked about stands in the address; what is typed goes before it by a moment.
          asked={readPopulation(search.draft)}
          goals={names}
          saved={saved}
          onChange={setDraft}
          onSaved={(id) => close({ open: id })}
          onCancel={() => close({})}
        />
      </Suspense>
    );
  }
  if (search.open === undefined) {
    return <PopulationList site={site} view={search} populations={saved} goals={names} onMake={edit} />;
  }
  const open = saved.find(({ id }) => id === search.open);
  if (!open) {
    return (
      <>
        <PageHead title={`There is no population “${search.open}”`} />
        <Empty
          title="Nobody knows it here"
          action={<Button onPress={() => close({ open: undefined })}>To all populations</Button>}
        >
          <p>It may have been deleted, or belong to another site.</p>
        </Empty>
      </>
    );
  }
  return (
    <PopulationPage
      site={site}
      view={search}
      population={open}
      goals={names}
      picked={search}
      onPick={(at, change) => go({ at, change }, true)}
      onEdit={() => edit(populationDraft(open))}
      onDuplicate={edit}
      onClose={(next) => close({ open: undefined, ...next })}
    />
  );
}
