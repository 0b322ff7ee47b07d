import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, type CheckboxProps } from "react-aria-components";
import styles from "./Checkbox.module.css";

/** On or off. */
export function Checkbox({ children, ...rest }: Omit<CheckboxProps, "children"> & { children: ReactNode }) {
  return (
    <AriaCheckbox {...rest} className={styles.checkbox ?? ""}>
      <span className={styles.box} aria-hidden>
        <Check />
      </span>
      <span className={styles.words}>{children}</span>
    </AriaCheckbox>
  );
}
