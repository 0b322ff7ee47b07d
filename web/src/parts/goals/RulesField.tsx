import { Plus } from "lucide-react";
import type { Goal, StepRule } from "../../api/types";
import { Button } from "../../ui/Button";
import { RuleField } from "./RuleField";
import styles from "./RulesField.module.css";

interface RulesFieldProps {
  site: string;
  label: string;
  rules: StepRule[];
  /** Goals that it may take; beside an alternative there can be none. */
  goals: Goal[];
  onChange: (rules: StepRule[]) => void;
}

/** What counts: one rule, or any of several. */
export function RulesField({ site, label, rules, goals, onChange }: RulesFieldProps) {
  const hasGoal = rules.some((rule) => rule.goal !== undefined);
  return (
    <div className={styles.rules}>
      {rules.map((rule, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place
        <div key={place}>
          {place > 0 && <p className={styles.or}>or</p>}
          <RuleField
            site={site}
            label={`${label}${place > 0 ? `, alternative ${place + 1}` : ""}`}
            rule={rule}
            goals={rules.length === 1 ? goals : []}
            onChange={(next) => onChange(rules.map((old, other) => (other === place ? next : old)))}
            onRemove={
              rules.length > 1 ? () => onChange(rules.filter((_, other) => other !== place)) : undefined
            }
          />
        </div>
      ))}
      {!hasGoal && (
        <div>
          <Button
            size="small"
            look="quiet"
            aria-label={`${label}: or something else`}
            onPress={() => onChange([...rules, { event: "" }])}
          >
            <Plus aria-hidden />
            or something else
          </Button>
        </div>
      )}
    </div>
  );
}
