import { X } from "lucide-react";
import { faultOfDays, type RuleDraft } from "../../reports/retention";
import { Button } from "../../ui/Button";
import { Combo } from "../../ui/Combo";
import { NumberField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import styles from "./Settings.module.css";

const FOR_EVER = "forever";
const FOR_DAYS = "days";
const CHOICES = [
  { id: FOR_EVER, name: "For ever" },
  { id: FOR_DAYS, name: "For a number of days" },
];

/** What a number of days begins with: a year and a bit, so that a year can be compared with the one before. */
const USUAL_DAYS = 400;

interface KeptForProps {
  label: string;
  days: number | null;
  onChange: (days: number | null) => void;
}

/** For ever, or for so many days. */
export function KeptFor({ label, days, onChange }: KeptForProps) {
  return (
    <div className={styles.pair}>
      <Select
        label={label}
        choices={CHOICES}
        value={days === null ? FOR_EVER : FOR_DAYS}
        onChange={(id) => onChange(id === FOR_EVER ? null : (days ?? USUAL_DAYS))}
      />
      {days !== null && (
        <NumberField
          label="Days"
          aria-label={`${label}: days`}
          value={days}
          onChange={onChange}
          error={faultOfDays(days)}
        />
      )}
    </div>
  );
}

interface KeptRuleProps {
  rule: RuleDraft;
  /** What it is called when it is read aloud. */
  name: string;
  /** What is wrong with its event. */
  error: string | undefined;
  /** Names that occur. */
  events: string[];
  onChange: (rule: RuleDraft) => void;
  onRemove: () => void;
}

/** How long one event is kept, whatever the others are. */
export function KeptRule({ rule, name, error, events, onChange, onRemove }: KeptRuleProps) {
  return (
    <fieldset className={styles.group} aria-label={`How long ${name} is kept`}>
      <div className={styles.rule}>
        <Combo
          label="Event"
          choices={events.map((event) => ({ id: event, name: event }))}
          value={rule.event}
          onChange={(event) => onChange({ ...rule, event })}
          error={rule.event === "" ? undefined : error}
        />
        <KeptFor label="Is kept" days={rule.days} onChange={(days) => onChange({ ...rule, days })} />
        <Button
          look="quiet"
          className={styles.remove ?? ""}
          onPress={onRemove}
          aria-label={`No rule for ${name}`}
        >
          <X aria-hidden />
        </Button>
      </div>
    </fieldset>
  );
}
