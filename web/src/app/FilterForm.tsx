import { useState } from "react";
import { useProperties } from "../api/resources";
import type { Filter } from "../api/types";
import { OPERATORS, SESSION_PROPERTIES, typedValue } from "../reports/filters";
import { Button } from "../ui/Button";
import { Combo } from "../ui/Combo";
import { Select } from "../ui/Select";
import styles from "./TopBar.module.css";

const WITHOUT_VALUE = new Set<Filter["op"]>(["is_set", "is_not_set"]);

/** One condition: a property, how it is compared, with what. */
export function FilterForm({ site, onAdd }: { site: string; onAdd: (filter: Filter) => void }) {
  const properties = useProperties(site);
  const [property, setProperty] = useState("");
  const [op, setOp] = useState<Filter["op"]>("eq");
  const [value, setValue] = useState("");
  const known = properties.data?.properties ?? [];
  const own = known.find((one) => one.property === property);
  const isOfSession = SESSION_PROPERTIES.some((name) => `session ${name}` === property);
  const needsValue = !WITHOUT_VALUE.has(op);
  const isWhole = property.trim() !== "" && (!needsValue || value !== "");
  const add = () => {
    const name = isOfSession ? property.slice("session ".length) : property.trim();
    onAdd({
      property: name,
      op,
      ...(isOfSession ? { of: "session" as const } : {}),
      ...(needsValue ? { value: typedValue(value, op, own?.kind) } : {}),
    });
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) add();
      }}
    >
      <Combo
        label="Property"
        value={property}
        onChange={setProperty}
        choices={[
          ...SESSION_PROPERTIES.map((name) => ({
            id: `session ${name}`,
            name: `session ${name}`,
            aside: "session",
          })),
          ...known.map((one) => ({ id: one.property, name: one.property, aside: one.kind })),
        ]}
      />
      <Select
        label="Condition"
        choices={OPERATORS.map(({ op: id, name }) => ({ id, name }))}
        value={op}
        onChange={(id) => setOp(id as Filter["op"])}
      />
      {needsValue && (
        <Combo
          label="Value"
          value={value}
          onChange={setValue}
          choices={(own?.values ?? []).map(({ value: one, events }) => ({
            id: String(one),
            name: String(one),
            aside: events.toLocaleString(),
          }))}
          hint={op === "in" || op === "not_in" ? "Several, separated by commas" : undefined}
        />
      )}
      <Button look="primary" type="submit" isDisabled={!isWhole}>
        Add filter
      </Button>
    </form>
  );
}
