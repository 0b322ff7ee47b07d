import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useAsk } from "../../api/ask";
import { useGoals } from "../../api/resources";
import type { Goal, GoalVersion } from "../../api/types";
import { common, type View } from "../../app/view";
import { GoalTrend } from "../../parts/goals/GoalTrend";
import { Button, LinkButton } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Empty, Fault, Skeleton } from "../../ui/States";
import styles from "./Conversions.module.css";
import { GoalDialog } from "./GoalDialog";
import { GoalList } from "./GoalList";
import { History } from "./History";

interface Looking extends View {
  goal?: string;
}

/** The goal in the dialog; a new one without a definition yet. */
type Open = { goal: Goal | null } | null;

/** What counts here: macros, micros, their definitions and their course. */
export function Conversions() {
  const { site } = useParams({ from: "/sites/$site" });
  const search = useSearch({ strict: false }) as Looking;
  const navigate = useNavigate();
  const goals = useGoals(site);
  const overview = useAsk(site, { kind: "overview" as const, ...common(search) });
  const [open, setOpen] = useState<Open>(null);
  const choose = (goal: string) =>
    void navigate({
      to: "/sites/$site/conversions",
      params: { site },
      search: ((old: Looking) => ({ ...old, goal })) as never,
    });

  if (goals.isError) return <Fault error={goals.error} onRetry={() => goals.refetch()} />;
  if (goals.isPending) return <Skeleton height={420} />;
  const versions: GoalVersion[] = goals.data.goals;
  const macros = versions.filter(({ definition }) => definition.class === "macro");
  const micros = versions.filter(({ definition }) => definition.class === "micro");
  const chosen = versions.find(({ definition }) => definition.id === search.goal) ?? macros[0] ?? micros[0];
  const numbers = new Map((overview.data?.goals ?? []).map((goal) => [goal.goal, goal]));
  const actions = (
    <>
      <LinkButton to="/start" search={{ site, step: "model" }}>
        From a template
      </LinkButton>
      <Button look={versions.length > 0 ? "primary" : "plain"} onPress={() => setOpen({ goal: null })}>
        <Plus aria-hidden />
        New goal
      </Button>
    </>
  );
  return (
    <>
      <PageHead title="What counts as success here?" actions={actions}>
        <p>
          Macros pay the bills: one to three of them, each with a value. Micros are steps on the way; they
          never count as success by themselves.
        </p>
      </PageHead>
      <div className={styles.page}>
        {versions.length === 0 ? (
          <Empty
            title="Nothing is defined yet"
            action={
              <LinkButton look="primary" to="/start" search={{ site, step: "model" }}>
                Begin with a template
              </LinkButton>
            }
          >
            <p>
              Begin with the template of your business, or define a goal of your own. A goal counts all
              history from the moment it is there.
            </p>
          </Empty>
        ) : (
          <>
            {overview.isError && <Fault error={overview.error} onRetry={() => overview.refetch()} />}
            <GoalList
              site={site}
              view={search}
              title="Macros: the outcomes that pay the bills"
              goals={macros}
              numbers={numbers}
              now={overview.data?.now ?? ""}
              chosen={chosen?.definition.id}
              onChoose={choose}
              onEdit={(goal) => setOpen({ goal })}
            />
            <GoalList
              site={site}
              view={search}
              title="Micros: steps on the way"
              goals={micros}
              numbers={numbers}
              now={overview.data?.now ?? ""}
              chosen={chosen?.definition.id}
              onChoose={choose}
              onEdit={(goal) => setOpen({ goal })}
            />
            {chosen && (
              <>
                <GoalTrend
                  site={site}
                  view={search}
                  goal={chosen.definition}
                  title={`How often does ${chosen.definition.name} happen?`}
                />
                <History site={site} goal={chosen.definition} />
              </>
            )}
          </>
        )}
      </div>
      {open && (
        <GoalDialog
          site={site}
          goal={open.goal}
          goals={versions.map(({ definition }) => definition)}
          onClose={() => setOpen(null)}
          onSaved={(id) => {
            setOpen(null);
            choose(id);
          }}
        />
      )}
    </>
  );
}
