import { Choices } from "../../ui/Choices";
import { NumberField, TextField } from "../../ui/Field";
import styles from "./Goals.module.css";
import type { GoalDraft, Valuing } from "./goalDrafts";

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
        value={draft.valuing === "open" ? null : draft.valuing}
        onChange={(valuing) => onChange({ valuing: valuing as Valuing })}
        choices={[
          { id: "event", name: "What its event says", about: "The revenue that it carries." },
          { id: "fixed", name: "A fixed amount", about: hint ? `Work it out: ${hint}.` : undefined },
          { id: "none", name: "I can't say yet", about: "It is counted and not valued." },
        ]}
      />
      {draft.valuing === "fixed" && (
        <NumberField
          label={`Amount in ${currency}`}
          value={draft.amount ?? Number.NaN}
          minValue={0}
          formatOptions={{ style: "currency", currency }}
          onChange={(amount) => onChange({ amount: Number.isNaN(amount) ? null : amount })}
        />
      )}
      {draft.valuing === "none" && (
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
