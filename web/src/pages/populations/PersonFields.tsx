import { useState } from "react";
import { useProperties } from "../../api/resources";
import type { Filter } from "../../api/types";
import { OPERATORS, typedValue } from "../../reports/filters";
import { type Is, needsValue } from "../../reports/populationLeaf";
import { Combo } from "../../ui/Combo";
import { Select } from "../../ui/Select";
import styles from "./Populations.module.css";

interface PersonFieldsProps {
  site: string;
  label: string;
  leaf: Is;
  onChange: (leaf: Is) => void;
}

/** What identify calls told of a person. */
export function PersonFields({ site, label, leaf, onChange }: PersonFieldsProps) {
  const properties = useProperties(site, "$identify");
  // Of where and with what the call was made, nothing is told of the person.
  const known = (properties.data?.properties ?? []).filter(
    ({ property }) => !property.startsWith("context."),
  );
  const own = known.find(({ property }) => property === leaf.property);
  // As it is typed, as long as it is what the condition says: a list or a number is read from it.
  const [typed, setTyped] = useState({ text: "", of: "" });
  const text = typed.of === written(leaf.value) ? typed.text : textOf(leaf.value);
  const kindOf = (property: string) => known.find((one) => one.property === property)?.kind;
  const change = (next: Partial<Is>, given = text) => {
    const { property, op } = { ...leaf, ...next };
    const value = needsValue(op) ? typedValue(given, op, kindOf(property)) : undefined;
    setTyped({ text: given, of: written(value) });
    onChange({ ...leaf, ...next, value });
  };
  return (
    <div className={styles.sentence}>
      <div className={styles.wide}>
        <Combo
          label={`${label}: property of the person`}
          isLabelHidden
          placeholder="plan"
          value={leaf.property}
          onChange={(property) => change({ property })}
          choices={known.map(({ property, kind }) => ({ id: property, name: property, aside: kind }))}
        />
      </div>
      <div className={styles.verb}>
        <Select
          label={`${label}: how it is compared`}
          isLabelHidden
          choices={OPERATORS.map(({ op: id, name }) => ({ id, name }))}
          value={leaf.op}
          onChange={(id) => change({ op: id as Filter["op"] })}
        />
      </div>
      {needsValue(leaf.op) && (
        <div className={styles.wide}>
          <Combo
            label={`${label}: value`}
            isLabelHidden
            placeholder={leaf.op === "in" || leaf.op === "not_in" ? "several, with commas between" : "pro"}
            value={text}
            onChange={(given) => change({}, given)}
            choices={(own?.values ?? []).map(({ value, events }) => ({
              id: String(value),
              name: String(value),
              aside: events.toLocaleString(),
            }))}
          />
        </div>
      )}
    </div>
  );
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

function written(value: unknown): string {
  return JSON.stringify(value) ?? "";
}
