import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import type { Goal, StepRule } from "../../api/types";
import { RuleField } from "../../app/RuleField";
import { Button } from "../../ui/Button";
import styles from "./Funnels.module.css";

interface StepEditorProps {
  site: string;
  ordinal: number;
  rules: StepRule[];
  goals: Goal[];
  isFirst: boolean;
  isLast: boolean;
  onChange: (rules: StepRule[]) => void;
  onMove: (by: number) => void;
  onRemove: (() => void) | undefined;
}

/** One step: a rule, or any of several. */
export function StepEditor(props: StepEditorProps) {
  const { site, ordinal, rules, goals, isFirst, isLast, onChange, onMove, onRemove } = props;
  const hasGoal = rules.some((rule) => rule.goal !== undefined);
  return (
    <li className={styles.step} aria-label={`Step ${ordinal}`}>
      <span className={styles.ordinal}>{ordinal}</span>
      <div className={styles.rules}>
        {rules.map((rule, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place
          <div key={place}>
            {place > 0 && <p className={styles.or}>or</p>}
            <RuleField
              site={site}
              label={`Step ${ordinal}${place > 0 ? `, alternative ${place + 1}` : ""}`}
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
            <Button size="small" look="quiet" onPress={() => onChange([...rules, { event: "" }])}>
              <Plus aria-hidden />
              or something else
            </Button>
          </div>
        )}
      </div>
      <div className={styles.buttons}>
        <Button
          look="quiet"
          size="small"
          isDisabled={isFirst}
          onPress={() => onMove(-1)}
          aria-label={`Move step ${ordinal} up`}
        >
          <ArrowUp aria-hidden />
        </Button>
        <Button
          look="quiet"
          size="small"
          isDisabled={isLast}
          onPress={() => onMove(1)}
          aria-label={`Move step ${ordinal} down`}
        >
          <ArrowDown aria-hidden />
        </Button>
        <Button
          look="quiet"
          size="small"
          isDisabled={!onRemove}
          onPress={() => onRemove?.()}
          aria-label={`Remove step ${ordinal}`}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
    </li>
  );
}
