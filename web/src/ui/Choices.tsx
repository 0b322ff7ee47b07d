import type { ReactNode } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import styles from "./Choices.module.css";

interface ChoicesProps {
  label: string;
  isLabelHidden?: boolean;
  choices: { id: string; name: string; about?: ReactNode; icon?: ReactNode; isDisabled?: boolean }[];
  value: string | null;
  onChange: (id: string) => void;
  /** Bordered, beside each other, where there is room. */
  isCards?: boolean;
}

/** One of a few that need a word of explanation. */
export function Choices({ label, isLabelHidden, choices, value, onChange, isCards }: ChoicesProps) {
  return (
    <RadioGroup value={value} onChange={onChange} className={styles.group ?? ""}>
      <Label className={isLabelHidden ? "spoken" : (styles.label ?? "")}>{label}</Label>
      <div className={isCards ? styles.cards : styles.lines}>
        {choices.map((choice) => (
          <Radio
            key={choice.id}
            value={choice.id}
            isDisabled={choice.isDisabled ?? false}
            className={`${styles.choice} ${isCards ? styles.card : ""}`}
          >
            {choice.icon ?? <span className={styles.dot} aria-hidden />}
            <span className={styles.words}>
              <span className={styles.name}>{choice.name}</span>
              {choice.about && <span className={styles.about}>{choice.about}</span>}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
