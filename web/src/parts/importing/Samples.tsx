import type { FileColumn } from "../../api/importing";
import { percent } from "../../format/number";
import styles from "./Importing.module.css";

/** What stands in columns, as it stands. */
export function Samples({ columns }: { columns: FileColumn[] }) {
  const samples = columns.flatMap(({ samples }) => samples.slice(0, 5));
  const empty = columns.length === 1 ? (columns[0]?.empty ?? 0) : 0;
  return (
    <p className={styles.samples}>
      {samples.map((sample, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: samples have no other name
        <code key={index}>{sample}</code>
      ))}
      {empty > 0 && <span className="faint">{percent(empty)} empty</span>}
    </p>
  );
}
