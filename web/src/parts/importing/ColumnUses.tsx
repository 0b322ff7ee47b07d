import type { FileColumn, Mapping } from "../../api/importing";
import { counted } from "../../format/number";
import { Select } from "../../ui/Select";
import styles from "./Importing.module.css";
import { COLUMN_USES, type ColumnUse, columnUse, withColumnUse } from "./mappingEdit";
import { Samples } from "./Samples";

interface ColumnUsesProps {
  mapping: Mapping;
  /** Those that are no field. */
  columns: FileColumn[];
  onChange: (mapping: Mapping) => void;
}

/** Columns that become properties, of which type, or are left out. */
export function ColumnUses({ mapping, columns, onChange }: ColumnUsesProps) {
  if (columns.length === 0) return null;
  return (
    <details className={styles.rest} open={columns.length <= 12}>
      <summary>
        {counted(columns.length, "other column")}{" "}
        {columns.length === 1 ? "becomes a property" : "become properties"} under{" "}
        {columns.length === 1 ? "its own name" : "their own names"}
      </summary>
      <ul className={styles.fields}>
        {columns.map((column) => (
          <li key={column.name} className={styles.property}>
            <code className={styles.name}>{column.name}</code>
            <Select
              label={`Type of ${column.name}`}
              isLabelHidden
              choices={COLUMN_USES}
              value={columnUse(mapping, column.name)}
              onChange={(use) => onChange(withColumnUse(mapping, column.name, use as ColumnUse))}
            />
            <Samples columns={[column]} />
          </li>
        ))}
      </ul>
    </details>
  );
}
