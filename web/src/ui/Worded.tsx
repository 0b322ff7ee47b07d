import type { ReactNode } from "react";
import { FieldError, Label, Text } from "react-aria-components";
import styles from "./Field.module.css";

/** What every field says of itself. */
export interface Words {
  label: string;
  /** The label is read aloud and not shown: what stands around says it. */
  isLabelHidden?: boolean | undefined;
  hint?: ReactNode;
  error?: string | undefined;
}

/** What is typed or chosen in, between its label and what helps with it. */
export function Worded({ label, isLabelHidden, hint, error, children }: Words & { children: ReactNode }) {
  return (
    <>
      <Label className={isLabelHidden ? "spoken" : styles.label}>{label}</Label>
      {children}
      {hint && (
        <Text slot="description" className={styles.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </>
  );
}
