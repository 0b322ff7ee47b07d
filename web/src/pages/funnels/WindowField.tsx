import type { Draft } from "../../reports/draft";
import { NumberField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import styles from "./Funnels.module.css";

const UNITS = [
  { id: "m", name: "minutes" },
  { id: "h", name: "hours" },
  { id: "d", name: "days" },
  { id: "w", name: "weeks" },
];

const ENTRIES = [
  { id: "best", name: "the deepest attempt" },
  { id: "first", name: "the first attempt" },
];

/** How long an attempt may take, and which attempt of a person counts. */
export function WindowField({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const match = /^(\d+)([smhdw])$/.exec(draft.window);
  const number = Number(match?.[1] ?? 7);
  const unit = match?.[2] ?? "d";
  return (
    <div className={styles.settings}>
      <div className={styles.small}>
        <NumberField
          label="Within"
          value={number}
          minValue={1}
          maxValue={10_000}
          formatOptions={{ maximumFractionDigits: 0 }}
          onChange={(value) => Number.isFinite(value) && onChange({ ...draft, window: `${value}${unit}` })}
        />
      </div>
      <div className={styles.medium}>
        <Select
          label="Unit"
          choices={unit === "s" ? [{ id: "s", name: "seconds" }, ...UNITS] : UNITS}
          value={unit}
          onChange={(id) => onChange({ ...draft, window: `${number}${id}` })}
        />
      </div>
      <div className={styles.medium}>
        <Select
          label="Of each person counts"
          choices={ENTRIES}
          value={draft.entry}
          onChange={(id) => onChange({ ...draft, entry: id === "first" ? "first" : "best" })}
        />
      </div>
    </div>
  );
}
