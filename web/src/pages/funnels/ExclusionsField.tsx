import { Plus, Trash2 } from "lucide-react";
import type { Goal } from "../../api/types";
import { RulesField } from "../../parts/goals/RulesField";
import { type Draft, type DraftExclusion, MOST_EXCLUSIONS } from "../../reports/draft";
import { ruleOf } from "../../reports/rules";
import { ruleWords } from "../../reports/words";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Select } from "../../ui/Select";
import styles from "./Funnels.module.css";

interface ExclusionsFieldProps {
  site: string;
  draft: Draft;
  goals: Goal[];
  onChange: (draft: Draft) => void;
}

/** What ends an attempt, and between which steps. */
export function ExclusionsField({ site, draft, goals, onChange }: ExclusionsFieldProps) {
  const { exclusions, steps } = draft;
  const set = (next: DraftExclusion[]) => onChange({ ...draft, exclusions: next });
  const names = steps.map(({ rules }, place) => {
    // In any order it is how many steps are done that counts.
    if (draft.order === "any") return { id: String(place + 1), name: `${place + 1} of ${steps.length} done` };
    const words = ruleWords(ruleOf(rules), goals);
    return { id: String(place + 1), name: `step ${place + 1}`, ...(words === "" ? {} : { aside: words }) };
  });
  return (
    <fieldset className={styles.exclusions} aria-label="What ends an attempt">
      {exclusions.length > 0 && <p className={styles.label}>Ends an attempt</p>}
      {exclusions.map((exclusion, place) => (
        <ExclusionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: an exclusion is its place
          key={place}
          site={site}
          label={`Ending ${place + 1}`}
          exclusion={exclusion}
          names={names}
          onChange={(next) => set(exclusions.map((old, other) => (other === place ? next : old)))}
          onRemove={() => set(exclusions.filter((_, other) => other !== place))}
        />
      ))}
      {exclusions.length > 0 && (
        <Checkbox
          isSelected={draft.on_exclusion === "drop"}
          onChange={(isOn) => onChange({ ...draft, on_exclusion: isOn ? "drop" : "keep" })}
        >
          People whose attempt ends so leave the funnel; otherwise they count as far as they came
        </Checkbox>
      )}
      {steps.length > 1 && (
        <div>
          <Button
            size="small"
            isDisabled={exclusions.length >= MOST_EXCLUSIONS}
            onPress={() => set([...exclusions, { rules: [{ event: "" }], from_step: 1, to_step: null }])}
          >
            <Plus aria-hidden />
            Add what ends an attempt
          </Button>
        </div>
      )}
    </fieldset>
  );
}

interface ExclusionRowProps {
  site: string;
  label: string;
  exclusion: DraftExclusion;
  /** The steps as choices. */
  names: { id: string; name: string; aside?: string }[];
  onChange: (exclusion: DraftExclusion) => void;
  onRemove: () => void;
}

function ExclusionRow({ site, label, exclusion, names, onChange, onRemove }: ExclusionRowProps) {
  const { from_step, to_step } = exclusion;
  const last = names.length;
  return (
    <div className={styles.exclusion}>
      <RulesField
        site={site}
        label={label}
        rules={exclusion.rules}
        goals={[]}
        onChange={(rules) => onChange({ ...exclusion, rules })}
      />
      <div className={styles.between}>
        <span>between</span>
        <div className={styles.unit}>
          <Select
            label={`${label}: after`}
            isLabelHidden
            choices={names.slice(0, -1)}
            value={String(from_step)}
            onChange={(id) => {
              const from = Number(id);
              onChange({
                ...exclusion,
                from_step: from,
                to_step: to_step && to_step > from ? to_step : null,
              });
            }}
          />
        </div>
        <span>and</span>
        <div className={styles.unit}>
          <Select
            label={`${label}: before`}
            isLabelHidden
            choices={names.slice(from_step)}
            value={String(to_step ?? last)}
            onChange={(id) => onChange({ ...exclusion, to_step: Number(id) === last ? null : Number(id) })}
          />
        </div>
        <Button look="quiet" size="small" onPress={onRemove} aria-label={`${label}: take it out`}>
          <Trash2 aria-hidden />
        </Button>
      </div>
    </div>
  );
}
