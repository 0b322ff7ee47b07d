import { type Key, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import styles from "./Segmented.module.css";

interface SegmentedProps {
  label: string;
  choices: { id: string; name: string }[];
  value: string;
  onChange: (id: string) => void;
}

/** One of two to five, all in sight. */
export function Segmented({ label, choices, value, onChange }: SegmentedProps) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={styles.group ?? ""}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys: Set<Key>) => {
        const [first] = keys;
        if (first !== undefined) onChange(String(first));
      }}
    >
      {choices.map((choice) => (
        <ToggleButton key={choice.id} id={choice.id} className={styles.choice ?? ""}>
          {choice.name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
