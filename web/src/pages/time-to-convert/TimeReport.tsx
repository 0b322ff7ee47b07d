import { useState } from "react";
import { askCsv, useAsk } from "../../api/ask";
import { useSites } from "../../api/resources";
import type { Goal, TimeToConvertAnswer, TimeToConvertQuestion } from "../../api/types";
import { common, rangeWords, type View } from "../../app/view";
import { NothingYet } from "../../parts/connecting/NothingYet";
import { PeopleDrawer } from "../../parts/people/PeopleDrawer";
import { behind } from "../../reports/behind";
import { type Fitting, type TimeDraft, timeQuestion } from "../../reports/timeToConvert";
import {
  askedTimeCell,
  fewWords,
  type TimeCell,
  type TimeWords,
  timeCellTitle,
  timeWords,
} from "../../reports/timeToConvertWords";
import { Button } from "../../ui/Button";
import { Empty, Fault, Note, Skeleton } from "../../ui/States";
import { Course } from "./Course";
import { CurvePart } from "./CurvePart";
import { Differences } from "./Differences";
import { Stretches } from "./Stretches";
import { Times } from "./Times";

interface TimeReportProps {
  site: string;
  view: View;
  draft: TimeDraft;
  fitting: Fitting;
  goals: Goal[];
  onChange: (draft: TimeDraft) => void;
  onRange: (range: string) => void;
}

/** What the parts of the answer have in common. */
export interface TimePartProps {
  site: string;
  answer: TimeToConvertAnswer;
  words: TimeWords;
  /** The answer as the server writes it in CSV. */
  csv: () => Promise<string>;
  onOpen: (cell: TimeCell) => void;
}

/** The answer: figures, the curve, when people convert, whether it differs and how it changes. */
export function TimeReport({ site, view, draft, fitting, goals, onChange, onRange }: TimeReportProps) {
  const [cell, setCell] = useState<TimeCell | null>(null);
  const sites = useSites();
  const question = timeQuestion(draft, fitting, common(view));
  const words = timeWords(
    draft,
    { window: draft.window ?? fitting.window, interval: draft.interval ?? fitting.interval },
    goals,
  );
  const answer = useAsk(site, question);
  const onSplit = (split: TimeDraft["split"]) => onChange({ ...draft, split });
  if (answer.isError) return <Fault error={answer.error} onRetry={() => answer.refetch()} />;
  if (answer.isPending || sites.isPending) return <Skeleton height={1400} />;
  const { overall, now } = answer.data;
  if (overall.entered === 0) {
    if (sites.data?.sites.find((one) => one.id === site)?.events === 0) return <NothingYet site={site} />;
    return <NobodyStarted words={words} view={view} notes={answer.data.notes} onRange={onRange} />;
  }
  const few = fewWords(overall, words);
  const part = {
    site,
    answer: answer.data,
    words,
    csv: () => askCsv(site, question),
    onOpen: setCell,
  };
  return (
    <>
      {few && <Note>{few}</Note>}
      {!overall.within_window && (
        <TooEarly draft={draft} fitting={fitting} words={words} onChange={onChange} />
      )}
      <Times {...part} />
      <CurvePart {...part} split={draft.split} />
      <Differences {...part} split={draft.split} onSplit={onSplit} />
      <Stretches {...part} split={draft.split} />
      <Course {...part} />
      {cell && (
        <PeopleDrawer
          site={site}
          {...behind(questionOf(question, cell), now, askedTimeCell(cell), timeCellTitle(cell, words))}
          onClose={() => setCell(null)}
        />
      )}
    </>
  );
}

/** The question whose cell it is, without what the cell is not of. */
function questionOf(question: TimeToConvertQuestion, { part, start }: TimeCell): TimeToConvertQuestion {
  const { breakdown, interval, ...alone } = question;
  return {
    ...alone,
    ...(part && breakdown ? { breakdown } : {}),
    ...(start !== undefined && interval ? { interval } : {}),
  };
}

interface NobodyStartedProps {
  words: TimeWords;
  view: View;
  notes: string[];
  onRange: (range: string) => void;
}

function NobodyStarted({ words, view, notes, onRange }: NobodyStartedProps) {
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
          : `There is no ${words.start} in ${rangeWords(view)}.`}{" "}
        Choose a longer time{view.filters ? ", remove a filter" : ""}
        {view.population ? ", look at everybody" : ""} or another start.
      </p>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </Empty>
  );
}

/** Shorter windows, from the longest on. */
const SHORTER = [
  { window: "30d", seconds: 2_592_000, name: "30 days" },
  { window: "7d", seconds: 604_800, name: "7 days" },
  { window: "1d", seconds: 86_400, name: "1 day" },
];

interface TooEarlyProps {
  draft: TimeDraft;
  fitting: Fitting;
  words: TimeWords;
  onChange: (draft: TimeDraft) => void;
}

/** No window is over: what that means, and the window that may be. */
function TooEarly({ draft, fitting, words, onChange }: TooEarlyProps) {
  const now = secondsOf(draft.window ?? fitting.window);
  const shorter = SHORTER.find(({ seconds }) => seconds < now);
  return (
    <Note tone="warn">
      <p>
        No window of {words.window} is over yet, so nobody can know how many get to {words.end} in it, or how
        long those take. The curve below says what is known so far. Choose a longer time, or a shorter window.
      </p>
      {shorter && (
        <p>
          <Button size="small" onPress={() => onChange({ ...draft, window: shorter.window })}>
            Ask within {shorter.name}
          </Button>
        </p>
      )}
    </Note>
  );
}

function secondsOf(window: string): number {
  const units: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };
  return Number(window.slice(0, -1)) * (units[window.slice(-1)] ?? 1);
}
