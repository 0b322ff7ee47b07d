import { useState } from "react";
import type { FileColumn, Mapping } from "../../api/importing";
import { Combo } from "../../ui/Combo";
import { Select } from "../../ui/Select";
import { AddField } from "./AddField";
import { ColumnUses } from "./ColumnUses";
import { FieldLine } from "./FieldLine";
import styles from "./Importing.module.css";
import { fieldRows, restOf, withoutField } from "./mappingEdit";

interface MappingEditorProps {
  mapping: Mapping;
  columns: FileColumn[];
  /** Fields that one may map. */
  fields: string[];
  /** The site's zone, for times without an offset unless the mapping names another. */
  zone: string;
  onChange: (mapping: Mapping) => void;
}

const TRUST = [
  { id: "client", name: "The client", aside: "a browser or app said it" },
  { id: "server", name: "A server", aside: "your own system said it" },
  { id: "provider", name: "A provider", aside: "payments and the like" },
];

const TIMES = [
  { id: "iso", name: "iso", aside: "2026-01-31 17:59:13" },
  { id: "dmy", name: "%d/%m/%Y %H:%M", aside: "31/01/2026 17:59" },
  { id: "mdy", name: "%m/%d/%Y %H:%M", aside: "01/31/2026 17:59" },
  { id: "dots", name: "%d.%m.%Y %H:%M", aside: "31.01.2026 17:59" },
  { id: "unix_s", name: "unix_s", aside: "seconds since 1970" },
  { id: "unix_ms", name: "unix_ms", aside: "milliseconds" },
  { id: "unix_us", name: "unix_us", aside: "microseconds" },
];

/** Which column is which field of an event. */
export function MappingEditor({ mapping, columns, fields, zone, onChange }: MappingEditorProps) {
  const [added, setAdded] = useState<string[]>([]);
  const rows = fieldRows(mapping, fields, added);
  const shown = rows.map(({ field }) => field);
  const zones = Intl.supportedValuesOf("timeZone").map((name) => ({ id: name, name }));
  return (
    <section className={styles.editor} aria-label="Which column is what">
      <div className={`${styles.field} ${styles.heads}`} aria-hidden>
        <span>Field</span>
        <span>Column of the file</span>
        <span>Else</span>
        <span>In the file</span>
        <span />
      </div>
      <ul className={styles.fields}>
        {rows.map((row) => (
          <FieldLine
            key={row.field}
            row={row}
            mapping={mapping}
            columns={columns}
            onChange={onChange}
            onRemove={() => {
              setAdded(added.filter((field) => field !== row.field));
              onChange(withoutField(mapping, row.field));
            }}
          />
        ))}
      </ul>
      <div className={styles.options}>
        <AddField fields={fields} shown={shown} onAdd={(field) => setAdded([...added, field])} />
        <Combo
          label="Zone of times without offset"
          choices={[{ id: "UTC", name: "UTC" }, ...zones]}
          value={mapping.timezone ?? zone}
          onChange={(timezone) => onChange({ ...mapping, timezone })}
        />
        <Combo
          label="How times are written"
          choices={TIMES}
          value={mapping.time_format ?? "iso"}
          onChange={(text) => onChange({ ...mapping, time_format: text.trim() === "" ? null : text })}
        />
        <Select
          label="Who vouches for the events"
          choices={TRUST}
          value={mapping.trust ?? "client"}
          onChange={(trust) => onChange({ ...mapping, trust })}
        />
      </div>
      <ColumnUses mapping={mapping} columns={restOf(mapping, columns)} onChange={onChange} />
    </section>
  );
}
