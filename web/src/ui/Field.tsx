import type { ReactNode } from "react";
import {
  NumberField as AriaNumberField,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  FieldError,
  Input,
  Label,
  type NumberFieldProps,
  Text,
  type TextFieldProps,
} from "react-aria-components";
import styles from "./Field.module.css";

interface Worded {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** The label is read aloud and not shown: what stands around says it. */
  isLabelHidden?: boolean;
}

/** A line of text. */
export function TextField({
  label,
  hint,
  error,
  isLabelHidden,
  placeholder,
  isCode,
  ...rest
}: Omit<TextFieldProps, "children"> & Worded & { placeholder?: string; isCode?: boolean }) {
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={styles.field ?? ""}>
      <Label className={isLabelHidden ? "spoken" : styles.label}>{label}</Label>
      <Input className={`${styles.input} ${isCode ? styles.code : ""}`} placeholder={placeholder ?? ""} />
      {hint && (
        <Text slot="description" className={styles.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </AriaTextField>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  error,
  rows = 4,
  isCode,
  ...rest
}: Omit<TextFieldProps, "children"> & Worded & { rows?: number; isCode?: boolean }) {
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={styles.field ?? ""}>
      <Label className={styles.label}>{label}</Label>
      <AriaTextArea className={`${styles.input} ${styles.area} ${isCode ? styles.code : ""}`} rows={rows} />
      {hint && (
        <Text slot="description" className={styles.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </AriaTextField>
  );
}

/** A number, written in the reader's way. */
export function NumberField({
  label,
  hint,
  error,
  isLabelHidden,
  ...rest
}: Omit<NumberFieldProps, "children"> & Worded) {
  return (
    <AriaNumberField {...rest} isInvalid={error !== undefined} className={styles.field ?? ""}>
      <Label className={isLabelHidden ? "spoken" : styles.label}>{label}</Label>
      <Input className={styles.input ?? ""} />
      {hint && (
        <Text slot="description" className={styles.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </AriaNumberField>
  );
}
