import type { Goal } from "../../api/types";
import asking from "../../parts/asking/asking.module.css";
import { RulesField } from "../../parts/goals/RulesField";
import { type FlowDraft, MOST_COLUMNS, MOST_ROWS, repairedFlow } from "../../reports/flow";
import { Choices } from "../../ui/Choices";
import { DurationField } from "../../ui/DurationField";
import { NumberField } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { Segmented } from "../../ui/Segmented";
import { say } from "../../ui/toast";
import { NamesFields } from "./NamesFields";

interface EditorProps {
  site: string;
  draft: FlowDraft;
  goals: Goal[];
  /** The names of events that came. */
  events: string[];
  onChange: (draft: FlowDraft) => void;
}

const DIRECTIONS = [
  { id: "after", name: "After" },
  { id: "before", name: "Before" },
];

const REPEATS = [
  { id: "collapsed", name: "As one" },
  { id: "kept", name: "Each" },
];

const COUNTS = [
  {
    id: "sessions",
    name: "Sessions",
    about: "One path for each session with an anchor; it ends with the session.",
  },
  {
    id: "persons",
    name: "Persons",
    about:
      "One path for each person with an anchor, as long as the window, over all sessions and with what servers send.",
  },
];

/** What paths begin with, whose they are and what is on them. The picture below follows each change. */
export function Editor({ site, draft, goals, events, onChange }: EditorProps) {
  // What a change makes impossible goes with it, and is said.
  const change = (next: FlowDraft) => {
    const { draft: sound, lost } = repairedFlow(next);
    onChange(sound);
    if (lost.length > 0) say(lost.join(" "), { name: "Undo", onChoose: () => onChange(draft) });
  };
  const number = (label: string, field: "columns" | "rows", most: number) => (
    <div className={asking.small}>
      <NumberField
        label={label}
        value={draft[field]}
        minValue={1}
        maxValue={most}
        formatOptions={{ maximumFractionDigits: 0 }}
        onChange={(value) => Number.isFinite(value) && change({ ...draft, [field]: value })}
      />
    </div>
  );
  return (
    <Panel title="The question" lead="The address holds it: a link shows others the same.">
      <div className={asking.columns}>
        <fieldset className={asking.column} aria-label="Anchor">
          <div className={asking.field}>
            <p className={asking.label}>What people do</p>
            <Segmented
              label="Direction"
              choices={DIRECTIONS}
              value={draft.direction}
              onChange={(id) => change({ ...draft, direction: id as FlowDraft["direction"] })}
            />
          </div>
          <RulesField
            site={site}
            label="Anchor"
            rules={draft.anchor}
            goals={goals}
            onChange={(anchor) => change({ ...draft, anchor })}
          />
        </fieldset>
        <fieldset className={asking.column} aria-label="Paths">
          <Choices
            label="Whose paths"
            choices={COUNTS}
            value={draft.count}
            onChange={(count) => change({ ...draft, count: count as FlowDraft["count"] })}
          />
          {draft.count === "persons" && (
            <DurationField
              label="Window"
              unitLabel="Unit"
              value={draft.window}
              onChange={(window) => change({ ...draft, window })}
            />
          )}
        </fieldset>
      </div>
      <div className={asking.numbers}>
        {number("Columns", "columns", MOST_COLUMNS)}
        {number("Names in each", "rows", MOST_ROWS)}
        <div className={asking.field}>
          <p className={asking.label}>The same name in a row counts</p>
          <Segmented
            label="The same name in a row counts"
            choices={REPEATS}
            value={draft.repeats}
            onChange={(id) => change({ ...draft, repeats: id as FlowDraft["repeats"] })}
          />
        </div>
      </div>
      <NamesFields site={site} draft={draft} events={events} onChange={change} />
    </Panel>
  );
}
