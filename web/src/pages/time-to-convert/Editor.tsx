import type { Goal } from "../../api/types";
import asking from "../../parts/asking/asking.module.css";
import { SplitField } from "../../parts/asking/SplitField";
import { RulesField } from "../../parts/goals/RulesField";
import { type Fitting, type Interval, repairedTime, type TimeDraft } from "../../reports/timeToConvert";
import { Choices } from "../../ui/Choices";
import { DurationField } from "../../ui/DurationField";
import { Panel } from "../../ui/Panel";
import { Segmented } from "../../ui/Segmented";
import { say } from "../../ui/toast";

interface EditorProps {
  site: string;
  draft: TimeDraft;
  /** What fits the time looked at. */
  fitting: Fitting;
  goals: Goal[];
  onChange: (draft: TimeDraft) => void;
}

const BEGINNINGS = [
  { id: "new", name: "Their first event of all", about: "The first visit, whatever people do in it." },
  { id: "did", name: "Something they do", about: "An event, a page or a goal." },
];

const INTERVALS = [
  { id: "day", name: "Days" },
  { id: "week", name: "Weeks" },
  { id: "month", name: "Months" },
];

/** What starts the clock, what stops it, and how long it may run. The pictures below follow each change. */
export function Editor({ site, draft, fitting, goals, onChange }: EditorProps) {
  // What a change makes impossible goes with it, and is said.
  const change = (next: TimeDraft) => {
    const { draft: sound, lost } = repairedTime(next);
    onChange(sound);
    if (lost.length > 0) say(lost.join(" "), { name: "Undo", onChoose: () => onChange(draft) });
  };
  const isGoal = draft.start?.some(({ goal }) => goal !== undefined) ?? false;
  return (
    <Panel title="The question" lead="The address holds it: a link shows others the same.">
      <div className={asking.columns}>
        <fieldset className={asking.column} aria-label="Start">
          <Choices
            label="The clock starts with"
            choices={BEGINNINGS}
            value={draft.start ? "did" : "new"}
            onChange={(id) => change({ ...draft, start: id === "did" ? [{ event: "" }] : null })}
          />
          {draft.start && (
            <>
              <RulesField
                site={site}
                label="Start"
                rules={draft.start}
                goals={goals}
                onChange={(start) => change({ ...draft, start })}
              />
              <Choices
                label="Which of a person's starts counts"
                choices={startsFor(isGoal)}
                value={draft.counts}
                onChange={(counts) => change({ ...draft, counts: counts as TimeDraft["counts"] })}
              />
            </>
          )}
        </fieldset>
        <fieldset className={asking.column} aria-label="End">
          <p className={asking.label}>It stops when they get to</p>
          <RulesField
            site={site}
            label="End"
            rules={draft.end}
            goals={goals}
            onChange={(end) => change({ ...draft, end })}
          />
          <DurationField
            label="Within"
            unitLabel="Unit"
            value={draft.window ?? fitting.window}
            onChange={(window) => change({ ...draft, window })}
          />
        </fieldset>
      </div>
      <div className={asking.numbers}>
        <SplitField
          site={site}
          split={draft.split ?? undefined}
          onSplit={(split) => change({ ...draft, split: split ?? null })}
        />
        <div className={asking.field}>
          <p className={asking.label}>The course by</p>
          <Segmented
            label="The course by"
            choices={INTERVALS}
            value={draft.interval ?? fitting.interval}
            onChange={(id) => change({ ...draft, interval: id as Interval })}
          />
        </div>
      </div>
    </Panel>
  );
}

function startsFor(isGoal: boolean) {
  return [
    { id: "first", name: "The first in this time", about: "What became of the first try." },
    { id: "last", name: "The last before they get there", about: "How fast it goes once they mean it." },
    {
      id: "first_ever",
      name: "The first ever",
      about: isGoal
        ? "Not of a goal: it counts by its own rules."
        : "Who did it before this time is left out.",
      isDisabled: isGoal,
    },
  ];
}
