import type { GoalDraft, Worth } from "../../reports/goalDraft";
import { Choices } from "../../ui/Choices";
import { NumberField, TextField } from "../../ui/Field";
import styles from "./Goals.module.css";

interface GoalValueProps {
  draft: GoalDraft;
  /** How one works out what it is worth. */
  hint: string | undefined;
  currency: string;
  onChange: (draft: Partial<GoalDraft>) => void;
}

/** What one conversion is worth: what its event says, always the same, or nothing that could be said. */
export function GoalValue({ draft, hint, currency, onChange }: GoalValueProps) {
  return (
    <div className={styles.value}>
      <Choices
        label="What is one worth?"
        value={draft.worth === "open" ? null : draft.worth}
        onChange={(worth) => onChange({ worth: worth as Worth })}
        choices={[
          { id: "event_value", name: "What its event says", about: "The revenue that it carries." },
          { id: "fixed", name: "A fixed amount", about: hint ? `Work it out: ${hint}.` : undefined },
          { id: "none", name: "I can't say yet", about: "It is counted and not valued." },
        ]}
      />
      {draft.worth === "fixed" && (
        <NumberField
          label={`Amount in ${currency}`}
          value={draft.fixed ?? Number.NaN}
          minValue={0}
          formatOptions={{ style: "currency", currency }}
          onChange={(fixed) => onChange({ fixed: Number.isNaN(fixed) ? null : fixed })}
        />
      )}
      {draft.worth === "none" && (
        <TextField
          label="Why not"
          value={draft.reason}
          onChange={(reason) => onChange({ reason })}
          hint="A few words for whoever asks later."
        />
      )}
    </div>
  );
}
