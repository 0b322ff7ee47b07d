import { useState } from "react";
import { askCsv, useAsk } from "../../api/ask";
import { useSites } from "../../api/resources";
import type { Goal } from "../../api/types";
import { bucketsIn, cohortsFor } from "../../app/buckets";
import { common, rangeWords, type View } from "../../app/view";
import { ChartFrame } from "../../charts/ChartFrame";
import { CohortGrid } from "../../charts/CohortGrid";
import { courseOf, drawnCohorts, periodNames } from "../../charts/cohortCells";
import { TrendChart } from "../../charts/TrendChart";
import { count, counted, percent } from "../../format/number";
import asking from "../../parts/asking/asking.module.css";
import { NothingYet } from "../../parts/connecting/NothingYet";
import { PeopleDrawer } from "../../parts/people/PeopleDrawer";
import { behind } from "../../reports/behind";
import { intervalOf, type ReturningDraft, returningQuestion } from "../../reports/returning";
import {
  cohortName,
  cutWords,
  type GridCell,
  gridCellTitle,
  gridN,
  gridSentence,
  gridTerms,
  gridTitle,
  periodWords,
  returningWords,
  unitOf,
} from "../../reports/returningWords";
import { Button } from "../../ui/Button";
import { Empty, Fault, Note, Skeleton } from "../../ui/States";
import { CohortTable } from "./CohortTable";
import styles from "./Returning.module.css";

interface ReturningReportProps {
  site: string;
  view: View;
  draft: ReturningDraft;
  goals: Goal[];
  onRange: (range: string) => void;
}

/** The answer: the course of all cohorts together, and each cohort by its periods. */
export function ReturningReport({ site, view, draft, goals, onRange }: ReturningReportProps) {
  const [cell, setCell] = useState<GridCell | null>(null);
  const sites = useSites();
  const fitting = cohortsFor(view);
  const interval = intervalOf(draft, fitting);
  const words = returningWords(draft, interval, goals);
  const question = returningQuestion(draft, fitting, common(view));
  const answer = useAsk(site, question);
  if (answer.isError) return <Fault error={answer.error} onRetry={() => answer.refetch()} />;
  if (answer.isPending || sites.isPending) return <Skeleton height={heightFor(bucketsIn(view, interval))} />;
  const { cohorts, overall, now } = answer.data;
  if (overall.size === 0) {
    if (sites.data?.sites.find((one) => one.id === site)?.events === 0) return <NothingYet site={site} />;
    return (
      <Empty
        title="Nobody started in this time"
        action={
          view.range !== "all" && (
            <Button look="primary" onPress={() => onRange("all")}>
              Look at all time
            </Button>
          )
        }
      >
        <p>
          {words.start === null
            ? `Nobody's first event of all lies in ${rangeWords(view)}.`
            : `Nobody's start with ${words.start} lies in ${rangeWords(view)}.`}{" "}
          Choose a longer time{view.filters ? ", remove a filter" : ""}
          {view.population ? ", look at everybody" : ""} or another start.
        </p>
        {answer.data.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </Empty>
    );
  }
  const drawn = drawnCohorts(cohorts, draft.periods);
  const names = {
    cohort: (start: string) => cohortName(start, interval),
    period: (period: number) => periodWords(words, period),
  };
  const sentence = gridSentence(answer.data, words);
  const empty = Math.max(
    0,
    cohorts.findIndex(({ size }) => size > 0),
  );
  const left = cohorts.length - empty - drawn.length;
  const cut = cutWords({ ...answer.data, cohorts: drawn }, interval);
  const course = courseOf(overall, "all cohorts together");
  const open = (cohort: string, period?: number) =>
    setCell(period === undefined ? { cohort } : { cohort, period, outcome: "returned" });
  return (
    <>
      <ChartFrame
        title={gridTitle(words)}
        terms={gridTerms(words)}
        sentence={sentence}
        units="Persons back ÷ persons of the cohort; what is not over is left out of rates"
        n={gridN(answer.data, words)}
        answer={answer.data}
        csv={{ name: `${site}-retention.csv`, fetch: () => askCsv(site, question) }}
        picture={() =>
          import("../../charts/cohortPicture").then((module) =>
            module.cohortPicture({ cohorts, overall, unit: unitOf(words), names }),
          )
        }
        help={{ href: "/docs/concepts/returning", name: "How it is computed" }}
        table={<CohortTable cohorts={drawn} overall={overall} words={words} names={names} onOpen={setCell} />}
      >
        {course.points.length > 1 && (
          <div className={styles.course}>
            <p>
              <span className={asking.label}>All cohorts together, with the 95 % interval.</span>{" "}
              {course.points[0]?.start === "1" && (
                <span className="faint">
                  In {interval} 0 everybody is back: what starts is its own return.
                </span>
              )}
            </p>
            <TrendChart
              label={`All cohorts together by ${interval}: ${sentence}`}
              lines={[course]}
              names={periodNames(names.period)}
              format={percent}
              height={170}
            />
          </div>
        )}
        {left > 0 && (
          <Note>
            The latest {counted(drawn.length, "cohort")} of {count(cohorts.length)} are drawn. All together
            holds all of them, and so does the CSV.
          </Note>
        )}
        <CohortGrid
          label="Cohorts by periods"
          cohorts={drawn}
          overall={overall}
          unit={unitOf(words)}
          names={names}
          titleOf={(cohort, period) =>
            gridCellTitle(period === undefined ? { cohort } : { cohort, period }, words)
          }
          onOpen={open}
        />
        {empty > 0 && left <= 0 && (
          <p className="faint">
            Nobody started before: {counted(empty, "empty cohort")} {empty === 1 ? "is" : "are"} not drawn.
          </p>
        )}
        {cut !== "" && <p className="faint">{cut}</p>}
      </ChartFrame>
      {cell && (
        <PeopleDrawer
          site={site}
          {...behind(question, now, { ...cell }, gridCellTitle(cell, words))}
          onClose={() => setCell(null)}
        />
      )}
    </>
  );
}

/** What a picture of so many cohorts takes, so that nothing jumps. */
function heightFor(cohorts = 20): number {
  const grid = 96 + 43 * (cohorts + 1);
  return 390 + Math.min(grid, window.innerHeight * 0.7);
}
