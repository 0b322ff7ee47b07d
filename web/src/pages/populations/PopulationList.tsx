import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useAskAll } from "../../api/ask";
import type { Population, PopulationAnswer } from "../../api/populations";
import type { Goal } from "../../api/types";
import { cohortsFor } from "../../app/buckets";
import { rangeOf, rangeWords, type View } from "../../app/view";
import { Sparkline } from "../../charts/Sparkline";
import { count, counted, percent, signed } from "../../format/number";
import { interval } from "../../format/rate";
import { newPopulation, type PopulationDraft, populationQuestion } from "../../reports/population";
import { changeOf, shareWords, whoWords } from "../../reports/populationWords";
import { Button } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Fault, Skeleton } from "../../ui/States";
import { type Column, Table } from "../../ui/Table";
import styles from "./Populations.module.css";
import { ReadyOnes } from "./ReadyOnes";

interface PopulationListProps {
  site: string;
  view: View;
  populations: Population[];
  goals: Goal[];
  onMake: (draft: PopulationDraft) => void;
}

interface Row {
  population: Population;
  answer: PopulationAnswer | undefined;
  error: unknown;
}

/** All that are saved, each with its size and how that went. */
export function PopulationList({ site, view, populations, goals, onMake }: PopulationListProps) {
  const range = rangeOf(view);
  const answers = useAskAll(
    site,
    populations.map(({ id }) => populationQuestion(id, cohortsFor(view), range ? { range } : {})),
  );
  const title = "Which groups of people do you watch?";
  if (populations.length === 0) {
    return (
      <>
        <PageHead title={title} />
        <ReadyOnes site={site} goals={goals} onMake={onMake} />
      </>
    );
  }
  const rows = populations.map(
    (population, place): Row => ({
      population,
      answer: answers[place]?.data,
      error: answers[place]?.error,
    }),
  );
  const firstFault = rows.find(({ error }) => error)?.error;
  const columns: Column<Row>[] = [
    {
      id: "name",
      title: "Population",
      sortBy: ({ population }) => population.name,
      cell: ({ population }) => (
        <>
          <Link
            to="/sites/$site/populations"
            params={{ site }}
            search={((old: View) => ({ ...old, open: population.id })) as never}
          >
            {population.name}
          </Link>
          <span className={styles.words}>{whoWords(population.is, goals)}</span>
        </>
      ),
    },
    {
      id: "size",
      title: "People",
      isNumber: true,
      sortBy: ({ answer }) => answer?.size ?? -1,
      cell: ({ answer, error }) => (answer ? <b>{count(answer.size)}</b> : error ? "not told" : "…"),
    },
    {
      id: "line",
      title: "Over time",
      cell: ({ answer }) =>
        answer && answer.points.length > 0 ? (
          <Sparkline
            label={`from ${count(answer.size - changeOf(answer))} to ${count(answer.size)}`}
            points={answer.points.map(({ size, complete }) => ({ value: size, isMature: complete }))}
          />
        ) : (
          "–"
        ),
    },
    {
      id: "share",
      title: "Of all known",
      isNumber: true,
      sortBy: ({ answer }) => answer?.rate?.value ?? -1,
      cell: ({ answer }) =>
        answer?.rate ? (
          <>
            {percent(answer.rate.value)} <span className="faint">({interval(answer.rate)})</span>
          </>
        ) : (
          "–"
        ),
    },
    {
      id: "change",
      title: "Change",
      isNumber: true,
      sortBy: ({ answer }) => (answer ? changeOf(answer) : 0),
      cell: ({ answer }) => (answer ? signed(changeOf(answer)) : "…"),
    },
  ];
  return (
    <>
      <PageHead
        title={title}
        actions={
          <Button look="primary" onPress={() => onMake(newPopulation())}>
            <Plus aria-hidden />
            New population
          </Button>
        }
      >
        <Largest rows={rows} />
      </PageHead>
      <div className={styles.page}>
        {firstFault !== undefined && firstFault !== null && <Fault error={firstFault} />}
        <Table
          caption="Populations"
          columns={columns}
          rows={rows}
          keyOf={({ population }) => population.id}
        />
        <p className="faint">
          {footWords(view)} A person may be in several populations.{" "}
          <a href="/docs/concepts/populations" target="_blank" rel="noreferrer">
            How they are counted
          </a>
        </p>
      </div>
    </>
  );
}

/** The largest of them, in a sentence. */
function Largest({ rows }: { rows: Row[] }) {
  if (rows.some(({ answer, error }) => !answer && !error)) return <Skeleton height={24} />;
  const [first, ...rest] = rows.filter((row) => row.answer);
  if (!first) return null;
  const { population, answer } = rest.reduce(
    (a, b) => ((b.answer?.size ?? 0) > (a.answer?.size ?? 0) ? b : a),
    first,
  );
  if (!answer) return null;
  const lead = rows.length === 1 ? "" : `The largest of ${count(rows.length)} is `;
  return (
    <p>
      {lead}
      {population.name} {rows.length === 1 ? "has" : "with"} {counted(answer.size, "person", "people")}:{" "}
      {shareWords(answer.rate, answer.known)}.
    </p>
  );
}

/** As of when sizes are, and since when they have changed. */
function footWords(view: View): string {
  const end = view.range?.includes("..") ? "the last of these days, or now if that is earlier" : "now";
  const beginning = rangeOf(view) ? `the beginning of ${rangeWords(view)}` : "the first event";
  return `Sizes are as of ${end}, changes since ${beginning}.`;
}
