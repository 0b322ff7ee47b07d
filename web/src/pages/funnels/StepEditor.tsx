import { ArrowDown, ArrowUp, SlidersHorizontal, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Goal } from "../../api/types";
import { RulesField } from "../../parts/goals/RulesField";
import { allowedTerms, type Draft, type DraftStep } from "../../reports/draft";
import { stepTermsWords } from "../../reports/funnelWords";
import { Button } from "../../ui/Button";
import styles from "./Funnels.module.css";
import { StepTermsField } from "./StepTermsField";

interface StepEditorProps {
  site: string;
  draft: Draft;
  place: number;
  step: DraftStep;
  goals: Goal[];
  onChange: (step: DraftStep) => void;
  onMove: (by: number) => void;
  onRemove: (() => void) | undefined;
}

/** One step: a rule, or any of several; what else is asked of it is out of the way until wanted. */
export function StepEditor(props: StepEditorProps) {
  const { site, draft, place, step, goals, onChange, onMove, onRemove } = props;
  const [isOpen, setOpen] = useState(false);
  const label = `Step ${place + 1}`;
  const low = `step ${place + 1}`;
  const { rules, ...terms } = step;
  const allowed = allowedTerms(draft, place);
  const hasTerms = Object.values(allowed).some(Boolean);
  const words = stepTermsWords(terms);
  return (
    <li className={styles.step} aria-label={label}>
      <span className={styles.ordinal}>{place + 1}</span>
      <div className={styles.body}>
        <RulesField
          site={site}
          label={label}
          rules={rules}
          goals={goals}
          onChange={(next) => onChange({ ...terms, rules: next })}
        />
        {isOpen && hasTerms ? (
          <StepTermsField
            label={label}
            terms={terms}
            allowed={allowed}
            onChange={(next) => onChange({ ...next, rules })}
          />
        ) : (
          words !== "" && <p className={styles.asked}>{words}</p>
        )}
      </div>
      <div className={styles.buttons}>
        {hasTerms && (
          <Button
            look="quiet"
            size="small"
            aria-expanded={isOpen}
            onPress={() => setOpen(!isOpen)}
            aria-label={`More of ${low}`}
          >
            <SlidersHorizontal aria-hidden />
          </Button>
        )}
        <Button
          look="quiet"
          size="small"
          isDisabled={place === 0}
          onPress={() => onMove(-1)}
          aria-label={`Move ${low} up`}
        >
          <ArrowUp aria-hidden />
        </Button>
        <Button
          look="quiet"
          size="small"
          isDisabled={place === draft.steps.length - 1}
          onPress={() => onMove(1)}
          aria-label={`Move ${low} down`}
        >
          <ArrowDown aria-hidden />
        </Button>
        <Button
          look="quiet"
          size="small"
          isDisabled={!onRemove}
          onPress={() => onRemove?.()}
          aria-label={`Remove ${low}`}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
    </li>
  );
}
