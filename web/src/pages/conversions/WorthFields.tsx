import type { GoalDraft, Worth } from "../../reports/goalDraft";
import { NumberField, TextField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import styles from "./Conversions.module.css";

interface WorthFieldsProps {
  draft: GoalDraft;
  currency: string;
  onChange: (next: Partial<GoalDraft>) => void;
}

/** What one conversion is worth. A macro says it, or why it has none. */
export function WorthFields({ draft, currency, onChange }: WorthFieldsProps) {
  const choices: { id: Worth; name: string }[] = [
    { id: "event_value", name: "What the event says (its value)" },
    { id: "property", name: "What one of its properties says" },
    { id: "fixed", name: "Always the same" },
    { id: "none", name: "Nothing, for a reason" },
    ...(draft.class === "micro" ? [{ id: "absent" as const, name: "Nothing: it is a step" }] : []),
  ];
  return (
    <fieldset className={styles.group}>
      <legend>What one is worth</legend>
      <Select
        label="Value"
        isLabelHidden
        choices={choices}
        value={draft.worth}
        onChange={(id) => onChange({ worth: id as Worth })}
      />
      {draft.worth === "property" && (
        <TextField
          label="Property"
          value={draft.property}
          onChange={(property) => onChange({ property })}
          placeholder="total"
          hint={`A number of the event, in ${currency} unless the event names another currency`}
        />
      )}
      {draft.worth === "fixed" && (
        <NumberField
          label={`Amount in ${currency}`}
          value={draft.fixed ?? Number.NaN}
          minValue={0}
          formatOptions={{ style: "currency", currency }}
          onChange={(fixed) => onChange({ fixed: Number.isFinite(fixed) ? fixed : null })}
          hint="For a lead: what a won one brings × the share that is won"
        />
      )}
      {draft.worth === "none" && (
        <TextField
          label="Reason"
          value={draft.reason}
          onChange={(reason) => onChange({ reason })}
          placeholder="Valued in the CRM, not here"
        />
      )}
    </fieldset>
  );
}
