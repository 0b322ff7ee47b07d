import { Plus, Trash2 } from "lucide-react";
import type { Goal } from "../../api/types";
import { RulesField } from "../../parts/goals/RulesField";
import { FEWEST_STEPS, type InOrder, MOST_ORDERED } from "../../reports/populationLeaf";
import { Button } from "../../ui/Button";
import { DurationField } from "../../ui/DurationField";
import styles from "./Populations.module.css";

interface OrderFieldsProps {
  site: string;
  label: string;
  leaf: InOrder;
  goals: Goal[];
  onChange: (leaf: InOrder) => void;
}

/** One thing after another, the last at most so long after the first. */
export function OrderFields({ site, label, leaf, goals, onChange }: OrderFieldsProps) {
  const { steps } = leaf;
  const set = (next: InOrder["steps"]) => onChange({ ...leaf, steps: next });
  return (
    <>
      <ol className={styles.steps}>
        {steps.map((rules, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
          <li key={place} className={styles.step}>
            <span className={styles.word}>{place === 0 ? "first" : "then"}</span>
            <RulesField
              site={site}
              label={`${label}, step ${place + 1}`}
              rules={rules}
              goals={goals}
              onChange={(next) => set(steps.map((old, other) => (other === place ? next : old)))}
            />
            <Button
              look="quiet"
              size="small"
              isDisabled={steps.length <= FEWEST_STEPS}
              onPress={() => set(steps.filter((_, other) => other !== place))}
              aria-label={`${label}: remove step ${place + 1}`}
            >
              <Trash2 aria-hidden />
            </Button>
          </li>
        ))}
      </ol>
      <div className={styles.sentence}>
        <Button
          size="small"
          look="quiet"
          isDisabled={steps.length >= MOST_ORDERED}
          aria-label={`${label}: then something else`}
          onPress={() => set([...steps, [{ event: "" }]])}
        >
          <Plus aria-hidden />
          then something else
        </Button>
        <span className={styles.word}>within</span>
        <DurationField
          label={`${label}: within`}
          unitLabel={`${label}: unit`}
          isLabelHidden
          value={leaf.within}
          onChange={(within) => onChange({ ...leaf, within })}
        />
      </div>
    </>
  );
}
