import type { Goal } from "../../api/types";
import asking from "../../parts/asking/asking.module.css";
import { RulesField } from "../../parts/goals/RulesField";
import {
  type Interval,
  intervalOf,
  MOST_PERIODS,
  type Mode,
  type ReturningDraft,
  repairedReturning,
} from "../../reports/returning";
import { Choices } from "../../ui/Choices";
import { NumberField } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { Segmented } from "../../ui/Segmented";
import { say } from "../../ui/toast";

interface EditorProps {
  site: string;
  draft: ReturningDraft;
  /** The width of a cohort that fits the time looked at. */
  fitting: Interval;
  goals: Goal[];
  onChange: (draft: ReturningDraft) => void;
}

const INTERVALS = [
  { id: "day", name: "Days" },
  { id: "week", name: "Weeks" },
  { id: "month", name: "Months" },
];

const BEGINNINGS = [
  { id: "new", name: "Their first event of all", about: "Everybody who is new." },
  { id: "did", name: "Something they do", about: "An event, a page or a goal." },
];

/** What puts people into a cohort, and what counts as coming back. The picture below follows each change. */
export function Editor({ site, draft, fitting, goals, onChange }: EditorProps) {
  const interval = intervalOf(draft, fitting);
  // What a change makes impossible goes with it, and is said.
  const change = (next: ReturningDraft) => {
    const { draft: sound, lost } = repairedReturning(next);
    onChange(sound);
    if (lost.length > 0) say(lost.join(" "), { name: "Undo", onChoose: () => onChange(draft) });
  };
  return (
    <Panel title="The question" lead="The address holds it: a link shows others the same.">
      <div className={asking.columns}>
        <fieldset className={asking.column} aria-label="Start">
          <Choices
            label="People start with"
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
                label="Which of their starts count"
                choices={[
                  { id: "first", name: "The first ever", about: "Each person is in one cohort." },
                  {
                    id: "any",
                    name: `The first in each ${interval}`,
                    about: "A person may be in several cohorts.",
                  },
                ]}
                value={draft.starts}
                onChange={(starts) => change({ ...draft, starts: starts as ReturningDraft["starts"] })}
              />
            </>
          )}
        </fieldset>
        <fieldset className={asking.column} aria-label="Return">
          <p className={asking.label}>They come back with</p>
          <RulesField
            site={site}
            label="Return"
            rules={draft.return}
            goals={goals}
            onChange={(back) => change({ ...draft, return: back })}
          />
          <Choices
            label={`Who counts as back in a ${interval}`}
            choices={modesFor(interval)}
            value={draft.mode}
            onChange={(mode) => change({ ...draft, mode: mode as Mode })}
          />
        </fieldset>
      </div>
      <div className={asking.numbers}>
        <div className={asking.field}>
          <p className={asking.label}>Cohorts and periods by</p>
          <Segmented
            label="Cohorts and periods by"
            choices={INTERVALS}
            value={interval}
            onChange={(id) => change({ ...draft, interval: id as Interval })}
          />
        </div>
        <div className={asking.small}>
          <NumberField
            label={`Up to ${interval}`}
            value={draft.periods}
            minValue={1}
            maxValue={MOST_PERIODS}
            formatOptions={{ maximumFractionDigits: 0 }}
            onChange={(periods) => Number.isFinite(periods) && change({ ...draft, periods })}
          />
        </div>
      </div>
    </Panel>
  );
}

function modesFor(interval: Interval) {
  const isMonth = interval === "month";
  return [
    { id: "on", name: `Back in that very ${interval}`, about: `Who skips one can be back in the next.` },
    {
      id: "on_or_after",
      name: `Back in that ${interval} or any later one`,
      about: "Older cohorts have had more time for it: compare cohorts by the first choice.",
    },
    {
      id: "rolling",
      name: "By each person's own clock",
      about: isMonth
        ? "Not by months: they have no fixed length. Choose days or weeks."
        : `Each ${interval === "day" ? "24 hours" : "7 days"} since its own start, not those of the calendar.`,
      isDisabled: isMonth,
    },
  ];
}
