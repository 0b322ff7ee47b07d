import type { StepTerms } from "../../reports/draft";
import { Checkbox } from "../../ui/Checkbox";
import { DurationField } from "../../ui/DurationField";
import styles from "./Funnels.module.css";

/** Long enough for what is done in one go. */
const USUAL_LIMIT = "30m";

interface StepTermsFieldProps {
  label: string;
  terms: StepTerms;
  allowed: Record<keyof StepTerms, boolean>;
  onChange: (terms: StepTerms) => void;
}

/** What is asked of a step beside what it takes. Only what it may have is offered. */
export function StepTermsField({ label, terms, allowed, onChange }: StepTermsFieldProps) {
  const without = (term: keyof StepTerms) => {
    const { [term]: _, ...rest } = terms;
    return rest;
  };
  const toggle = (term: "optional" | "first_ever" | "anchored", words: string) =>
    allowed[term] && (
      <Checkbox
        isSelected={terms[term] === true}
        onChange={(isOn) => onChange(isOn ? { ...terms, [term]: true } : without(term))}
      >
        {words}
      </Checkbox>
    );
  return (
    <fieldset className={styles.terms} aria-label={`${label}: what is asked of it`}>
      {toggle("optional", "may be left out")}
      {toggle("anchored", "keeps its place: those above come before it, those below after it")}
      {toggle("first_ever", "takes only the first ever of each person")}
      {allowed.within_previous && (
        <div className={styles.limit}>
          <Checkbox
            isSelected={terms.within_previous !== undefined}
            onChange={(isOn) =>
              onChange(isOn ? { ...terms, within_previous: USUAL_LIMIT } : without("within_previous"))
            }
          >
            {terms.within_previous ? "within" : "within a time of the step before"}
          </Checkbox>
          {terms.within_previous && (
            <>
              <DurationField
                label={`${label}: at most`}
                unitLabel={`${label}: unit`}
                isLabelHidden
                value={terms.within_previous}
                onChange={(within_previous) => onChange({ ...terms, within_previous })}
              />
              <span>of the step before</span>
            </>
          )}
        </div>
      )}
    </fieldset>
  );
}
