import type { When } from "../../reports/populationLeaf";
import { DurationField } from "../../ui/DurationField";
import { NumberField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import styles from "./Populations.module.css";

interface WhenFieldProps {
  label: string;
  when: When;
  /** Whether all of them may be asked for within some span. */
  withSpan: boolean;
  onChange: (when: When) => void;
}

const TIMES: { id: When["of"]; name: string }[] = [
  { id: "ever", name: "ever" },
  { id: "last", name: "in the last" },
  { id: "between", name: "between" },
  { id: "in_any", name: "within any" },
];

/** In which time. */
export function WhenField({ label, when, withSpan, onChange }: WhenFieldProps) {
  const choose = (id: string) => {
    if (id === when.of) return;
    if (id === "last") onChange({ of: "last", days: 7 });
    else if (id === "between") onChange({ of: "between", first: "", last: "" });
    else if (id === "in_any") onChange({ of: "in_any", span: "7d" });
    else onChange({ of: "ever" });
  };
  return (
    <>
      <div className={styles.short}>
        <Select
          label={`${label}: when`}
          isLabelHidden
          choices={withSpan ? TIMES : TIMES.slice(0, 3)}
          value={when.of}
          onChange={choose}
        />
      </div>
      {when.of === "last" && (
        <div className={styles.together}>
          <div className={styles.number}>
            <NumberField
              label={`${label}: days`}
              isLabelHidden
              value={when.days}
              minValue={1}
              maxValue={9_999}
              formatOptions={{ maximumFractionDigits: 0, useGrouping: false }}
              onChange={(days) => Number.isFinite(days) && onChange({ of: "last", days })}
            />
          </div>
          <span className={styles.word}>{when.days === 1 ? "day, today" : "days"}</span>
        </div>
      )}
      {when.of === "between" && (
        <>
          <input
            type="date"
            aria-label={`${label}: first day`}
            className={styles.date}
            value={when.first}
            onChange={(event) => onChange({ ...when, first: event.target.value })}
          />
          <span className={styles.word}>and</span>
          <input
            type="date"
            aria-label={`${label}: last day`}
            className={styles.date}
            value={when.last}
            min={when.first}
            onChange={(event) => onChange({ ...when, last: event.target.value })}
          />
        </>
      )}
      {when.of === "in_any" && (
        <DurationField
          label={`${label}: span`}
          unitLabel={`${label}: unit of the span`}
          isLabelHidden
          value={when.span}
          onChange={(span) => onChange({ of: "in_any", span })}
        />
      )}
    </>
  );
}
