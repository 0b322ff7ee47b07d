import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense } from "react";
import { useFunnels, useGoals } from "../../api/resources";
import type { Funnel } from "../../api/types";
import { useDraft } from "../../app/useDraft";
import type { View } from "../../app/view";
import { type Draft, newDraft } from "../../reports/draft";
import { readDraft } from "../../reports/draftAddress";
import { draftOf, funnelOf } from "../../reports/draftFunnel";
import { Button } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Select } from "../../ui/Select";
import { Empty, Fault, Skeleton } from "../../ui/States";
import { FunnelReport } from "./FunnelReport";
import styles from "./Funnels.module.css";

// Loaded when a funnel is made or changed: its fields weigh more than the rest of the page.
const Editor = lazy(() => import("./Editor").then((module) => ({ default: module.Editor })));

const WRITTEN = {
  read: readDraft,
  write: (draft: Draft | null) => (draft ? JSON.stringify(draft) : undefined),
};

interface Search extends View {
  funnel?: string;
  draft?: string;
  split?: string;
}

/** Where do people drop out? Saved funnels and those being made. */
export function Funnels() {
  const { site } = useParams({ from: "/sites/$site" });
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const funnels = useFunnels(site);
  const goals = useGoals(site);
  const go = (next: Partial<Search>, replace = false) =>
    void navigate({
      to: "/sites/$site/funnels",
      params: { site },
      search: ((old: Search) => ({ ...old, ...next })) as never,
      replace,
    });
  const [draft, setDraft] = useDraft(search.draft, WRITTEN, (text) => go({ draft: text }, true));
  const close = (next: Partial<Search>) => {
    setDraft(null);
    go({ ...next, draft: undefined });
  };

  if (funnels.isError) return <Fault error={funnels.error} onRetry={() => funnels.refetch()} />;
  if (funnels.isPending || goals.isPending) return <Skeleton height={420} />;

  const saved: Funnel[] = funnels.data;
  // What is asked about stands in the address; what is typed goes before it by a moment.
  const asked = readDraft(search.draft);
  const chosen = saved.find((funnel) => funnel.id === search.funnel) ?? (asked ? undefined : saved[0]);
  const names = (goals.data?.goals ?? []).map(({ definition }) => definition);
  const edit = (next: Draft) => go({ draft: JSON.stringify(next), split: search.split });

  const shown = asked ? funnelOf(asked) : chosen;
  const title =
    shown && shown.name !== "" ? `Where do people drop out of ${shown.name}?` : "Where do people drop out?";
  return (
    <>
      <PageHead
        title={title}
        actions={
          <>
            {saved.length > 0 && (
              <div className={styles.picker}>
                <Select
                  label="Funnel"
                  isLabelHidden
                  choices={saved.map((funnel) => ({
                    id: funnel.id,
                    name: funnel.name,
                    aside: `${funnel.steps.length} steps`,
                  }))}
                  value={draft ? (draft.id ?? null) : (chosen?.id ?? null)}
                  placeholder="Not saved"
                  onChange={(id) => close({ funnel: id })}
                />
              </div>
            )}
            {!draft && chosen && <Button onPress={() => edit(draftOf(chosen))}>Edit steps</Button>}
            {saved.length > 0 && (
              <Button onPress={() => edit(newDraft())}>
                <Plus aria-hidden />
                New funnel
              </Button>
            )}
          </>
        }
      />
      <div className={styles.page}>
        {draft && (
          <Suspense fallback={<Skeleton height={420} />}>
            <Editor
              site={site}
              draft={draft}
              goals={names}
              onChange={setDraft}
              saved={saved}
              onSaved={(id) => close({ funnel: id })}
              onCancel={() => close({})}
              onRemoved={() => close({ funnel: undefined })}
            />
          </Suspense>
        )}
        {shown && shown.steps.length > 0 ? (
          <FunnelReport
            site={site}
            view={search}
            funnel={shown}
            goals={names}
            split={search.split}
            onSplit={(split) => go({ split })}
          />
        ) : (
          !draft && (
            <Empty
              title="No funnel yet"
              action={
                <Button look="primary" onPress={() => edit(newDraft())}>
                  Make the first funnel
                </Button>
              }
            >
              <p>
                Name the steps on the way to a goal, and see how many go on, how many are lost, and where
                most.
              </p>
            </Empty>
          )
        )}
      </div>
    </>
  );
}
