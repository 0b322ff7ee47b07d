import type { StepRule } from "../../api/types";
import { RulesField } from "../../parts/goals/RulesField";
import type { Form, GoalDraft } from "../../reports/goalDraft";
import { ruleOf, rulesOf } from "../../reports/rules";
import { NumberField, TextField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import styles from "./Conversions.module.css";

const FORMS: { id: Form; name: string }[] = [
  { id: "event", name: "Something happens" },
  { id: "count", name: "Something happens several times" },
  { id: "sequence", name: "One thing after another" },
  { id: "absence", name: "One thing and not another" },
];

const WITHIN = [
  { id: "30m", name: "30 minutes" },
  { id: "1h", name: "1 hour" },
  { id: "1d", name: "1 day" },
  { id: "7d", name: "7 days" },
  { id: "30d", name: "30 days" },
];

const COUNTINGS = [
  { id: "every", name: "Every time" },
  { id: "once_per_session", name: "Once per session" },
  { id: "once_per_person", name: "Once per person" },
  { id: "once_per_order", name: "Once per order" },
];

interface ConditionFieldsProps {
  site: string;
  draft: GoalDraft;
  onChange: (next: Partial<GoalDraft>) => void;
}

/** What counts, and how often. */
export function ConditionFields({ site, draft, onChange }: ConditionFieldsProps) {
  const { form } = draft;
  const withins = WITHIN.some(({ id }) => id === draft.within)
    ? WITHIN
    : [...WITHIN, { id: draft.within, name: draft.within }];
  const rule = (label: string, value: StepRule, onRule: (rule: StepRule) => void) => (
    <RulesField
      site={site}
      label={label}
      rules={rulesOf(value)}
      goals={[]}
      onChange={(rules) => onRule(ruleOf(rules))}
    />
  );
  return (
    <fieldset className={styles.group}>
      <legend>What counts</legend>
      <Select
        label="When"
        isLabelHidden
        choices={FORMS}
        value={form}
        onChange={(id) => onChange({ form: id as Form })}
      />
      {rule("First", draft.first, (first) => onChange({ first }))}
      {form === "count" && (
        <NumberField
          label="At least so many times"
          value={draft.atLeast}
          minValue={2}
          onChange={(atLeast) => onChange({ atLeast })}
        />
      )}
      {(form === "sequence" || form === "absence") && (
        <>
          <span className="faint">{form === "sequence" ? "and then" : "and no"}</span>
          {rule("Second", draft.second, (second) => onChange({ second }))}
        </>
      )}
      {form !== "event" && (
        <Select
          label="Within"
          choices={withins}
          value={draft.within}
          onChange={(within) => onChange({ within })}
        />
      )}
      <Select
        label="Counted"
        choices={COUNTINGS}
        value={draft.counting}
        onChange={(id) => onChange({ counting: id as GoalDraft["counting"] })}
      />
      {draft.counting === "once_per_order" && (
        <TextField
          label="Property of the order's id"
          value={draft.orderProperty}
          onChange={(orderProperty) => onChange({ orderProperty })}
          hint="Empty: the event's own order_id"
        />
      )}
    </fieldset>
  );
}
