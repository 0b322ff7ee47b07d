import { useState } from "react";
import type { Goal } from "../../api/types";
import { type Draft, hasMore } from "../../reports/draft";
import { Checkbox } from "../../ui/Checkbox";
import { Choices } from "../../ui/Choices";
import { ExclusionsField } from "./ExclusionsField";
import styles from "./Funnels.module.css";

const ORDERS = [
  { id: "ordered", name: "One after the other", about: "Anything may lie between." },
  { id: "strict", name: "In strict order", about: "Nothing else may lie between." },
  { id: "any", name: "In any order", about: "How many of the steps people do." },
];

const ENTRIES = [
  { id: "best", name: "The deepest attempt", about: "Whether people made it at all." },
  { id: "first", name: "The first attempt", about: "What became of the first try." },
];

interface MoreFieldsProps {
  site: string;
  draft: Draft;
  goals: Goal[];
  onChange: (draft: Draft) => void;
}

/** What most funnels need not say: order, attempts, and what ends one. */
export function MoreFields({ site, draft, goals, onChange }: MoreFieldsProps) {
  // Open at first where something is said; then it stays as the reader leaves it.
  const [isOpen] = useState(() => hasMore(draft));
  return (
    <details className={styles.more} open={isOpen}>
      <summary>
        More <span className="faint">order, attempts and what ends them</span>
      </summary>
      <div className={styles.moreFields}>
        <div className={styles.columns}>
          <div className={styles.column}>
            <Choices
              label="How the steps come"
              choices={ORDERS}
              value={draft.order}
              onChange={(order) => onChange({ ...draft, order: order as Draft["order"] })}
            />
            {draft.order === "strict" && (
              <Checkbox
                isSelected={draft.scope === "steps"}
                onChange={(isOn) => onChange({ ...draft, scope: isOn ? "steps" : "all" })}
              >
                Only events of the steps break the order; others may lie between
              </Checkbox>
            )}
          </div>
          <div className={styles.column}>
            <Choices
              label="Of each person counts"
              choices={ENTRIES}
              value={draft.entry}
              onChange={(entry) => onChange({ ...draft, entry: entry as Draft["entry"] })}
            />
            {draft.order !== "any" && (
              <Checkbox isSelected={draft.open} onChange={(open) => onChange({ ...draft, open })}>
                An attempt may begin at any step
              </Checkbox>
            )}
          </div>
        </div>
        <ExclusionsField site={site} draft={draft} goals={goals} onChange={onChange} />
      </div>
    </details>
  );
}
