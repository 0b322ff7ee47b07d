import type { Goal } from "../../api/types";
import { RulesField } from "../../parts/goals/RulesField";
import {
  type Did,
  type Leaf,
  type LeafKind,
  newLeaf,
  type Spent,
  type Times,
  type When,
} from "../../reports/populationLeaf";
import { NumberField, TextField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { OrderFields } from "./OrderFields";
import { PersonFields } from "./PersonFields";
import styles from "./Populations.module.css";
import { WhenField } from "./WhenField";

interface LeafFieldProps {
  site: string;
  label: string;
  leaf: Leaf;
  goals: Goal[];
  currency: string;
  onChange: (leaf: Leaf) => void;
}

const VERBS: { id: string; kind: LeafKind; isNot: boolean; name: string }[] = [
  { id: "did", kind: "did", isNot: false, name: "did" },
  { id: "not did", kind: "did", isNot: true, name: "did not do" },
  { id: "spent", kind: "spent", isNot: false, name: "spent" },
  { id: "not spent", kind: "spent", isNot: true, name: "did not spend" },
  { id: "sequence", kind: "sequence", isNot: false, name: "did in order" },
  { id: "not sequence", kind: "sequence", isNot: true, name: "did not do in order" },
  { id: "person", kind: "person", isNot: false, name: "whose property" },
  { id: "not person", kind: "person", isNot: true, name: "not whose property" },
];

/** One condition as a sentence of fields. */
export function LeafField({ site, label, leaf, goals, currency, onChange }: LeafFieldProps) {
  const verb = VERBS.find(({ kind, isNot }) => kind === leaf.kind && isNot === leaf.isNot) ?? VERBS[0];
  const choose = (id: string) => {
    const next = VERBS.find((one) => one.id === id);
    if (!next) return;
    const { kind, isNot } = next;
    onChange({ ...(kind === leaf.kind ? leaf : newLeaf(kind, leaf, currency)), isNot });
  };
  return (
    <div className={styles.leaf}>
      <div className={styles.verb}>
        <Select
          label={`${label}: what is asked`}
          isLabelHidden
          // That somebody is not so is asked by how the property is compared.
          choices={VERBS.filter(({ id }) => id !== "not person" || (leaf.kind === "person" && leaf.isNot))}
          value={verb?.id ?? "did"}
          onChange={choose}
        />
      </div>
      <div className={styles.fields}>
        {leaf.kind === "spent" && <SpentFields label={label} leaf={leaf} onChange={onChange} />}
        {(leaf.kind === "did" || leaf.kind === "spent") && (
          <RulesField
            site={site}
            label={label}
            rules={leaf.rules}
            goals={goals}
            onChange={(rules) => onChange({ ...leaf, rules })}
          />
        )}
        {leaf.kind === "sequence" && (
          <OrderFields site={site} label={label} leaf={leaf} goals={goals} onChange={onChange} />
        )}
        {leaf.kind === "person" && <PersonFields site={site} label={label} leaf={leaf} onChange={onChange} />}
        {leaf.kind !== "person" && (
          <div className={styles.sentence}>
            {leaf.kind === "did" && <TimesFields label={label} leaf={leaf} onChange={onChange} />}
            <WhenField
              label={label}
              when={leaf.when}
              withSpan={leaf.kind === "did"}
              onChange={(when) => onChange(withWhen(leaf, when))}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** Within any so many days something is done several times: once is within any time. */
function withWhen(leaf: Exclude<Leaf, { kind: "person" }>, when: When): Leaf {
  if (leaf.kind !== "did" || when.of !== "in_any") return { ...leaf, when };
  return { ...leaf, when, times: "at_least", number: Math.max(2, leaf.number) };
}

const TIMES: { id: Times; name: string }[] = [
  { id: "at_least", name: "at least" },
  { id: "at_most", name: "at most" },
  { id: "exactly", name: "exactly" },
];

function TimesFields({ label, leaf, onChange }: { label: string; leaf: Did; onChange: (leaf: Did) => void }) {
  const isSpan = leaf.when.of === "in_any";
  const least = isSpan ? 2 : leaf.times === "at_least" ? 1 : 0;
  return (
    <>
      <div className={styles.short}>
        <Select
          label={`${label}: how often`}
          isLabelHidden
          choices={isSpan ? TIMES.slice(0, 1) : TIMES}
          value={leaf.times}
          onChange={(id) => {
            const times = id as Times;
            onChange({
              ...leaf,
              times,
              number: times === "at_least" ? Math.max(1, leaf.number) : leaf.number,
            });
          }}
        />
      </div>
      <div className={styles.together}>
        <div className={styles.number}>
          <NumberField
            label={`${label}: times`}
            isLabelHidden
            value={leaf.number}
            minValue={least}
            maxValue={1_000_000}
            formatOptions={{ maximumFractionDigits: 0 }}
            onChange={(number) => Number.isFinite(number) && onChange({ ...leaf, number })}
          />
        </div>
        <span className={styles.word}>{leaf.number === 1 ? "time" : "times"}</span>
      </div>
    </>
  );
}

function SpentFields({
  label,
  leaf,
  onChange,
}: {
  label: string;
  leaf: Spent;
  onChange: (leaf: Spent) => void;
}) {
  const amount = (name: string, value: number | null, change: (value: number | null) => void) => (
    <div className={styles.together}>
      <span className={styles.word}>{name}</span>
      <div className={styles.amount}>
        <NumberField
          label={`${label}: ${name} so much`}
          isLabelHidden
          value={value ?? Number.NaN}
          minValue={0}
          formatOptions={{ maximumFractionDigits: 3 }}
          onChange={(next) => change(Number.isFinite(next) ? next : null)}
        />
      </div>
    </div>
  );
  return (
    <div className={styles.sentence}>
      {amount("at least", leaf.least, (least) => onChange({ ...leaf, least }))}
      {amount("at most", leaf.most, (most) => onChange({ ...leaf, most }))}
      <div className={styles.number}>
        <TextField
          label={`${label}: currency`}
          isLabelHidden
          value={leaf.currency}
          onChange={(currency) => onChange({ ...leaf, currency: currency.toUpperCase() })}
        />
      </div>
      <span className={styles.word}>with</span>
    </div>
  );
}
