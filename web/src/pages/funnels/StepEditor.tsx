import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import type { Goal, StepRule } from "../../api/types";
import { RulesField } from "../../parts/goals/RulesField";
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
  return (
    <li className={styles.step} aria-label={`Step ${ordinal}`}>
      <span className={styles.ordinal}>{ordinal}</span>
      <RulesField site={site} label={`Step ${ordinal}`} rules={rules} goals={goals} onChange={onChange} />
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
