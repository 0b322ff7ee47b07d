import styles from "./DurationField.module.css";
import { NumberField } from "./Field";
import { Select } from "./Select";

const UNITS = [
  { id: "m", name: "minutes" },
  { id: "h", name: "hours" },
  { id: "d", name: "days" },
  { id: "w", name: "weeks" },
];

interface DurationFieldProps {
  label: string;
  unitLabel: string;
  /** What stands around says what they are. */
  isLabelHidden?: boolean;
  /** "30m". */
  value: string;
  onChange: (value: string) => void;
}

/** How long: a number and a unit. */
export function DurationField({ label, unitLabel, isLabelHidden, value, onChange }: DurationFieldProps) {
  const match = /^(\d+)([smhdw])$/.exec(value);
  const number = Number(match?.[1] ?? 7);
  const unit = match?.[2] ?? "d";
  return (
    <div className={styles.duration}>
      <div className={styles.small}>
        <NumberField
          label={label}
          isLabelHidden={isLabelHidden}
          value={number}
          minValue={1}
          maxValue={10_000}
          formatOptions={{ maximumFractionDigits: 0 }}
          onChange={(next) => Number.isFinite(next) && onChange(`${next}${unit}`)}
        />
      </div>
      <div className={styles.unit}>
        <Select
          label={unitLabel}
          isLabelHidden={isLabelHidden}
          choices={unit === "s" ? [{ id: "s", name: "seconds" }, ...UNITS] : UNITS}
          value={unit}
          onChange={(id) => onChange(`${number}${id}`)}
        />
      </div>
    </div>
  );
}
