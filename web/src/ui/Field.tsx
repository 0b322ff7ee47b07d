import {
  NumberField as AriaNumberField,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  Input,
  type NumberFieldProps,
  type TextFieldProps,
} from "react-aria-components";
import styles from "./Field.module.css";
import { Worded, type Words } from "./Worded";

type Typed = Omit<TextFieldProps, "children"> & Words & { isCode?: boolean };

/** A line of text. */
export function TextField(props: Typed & { placeholder?: string }) {
  const { label, hint, error, isLabelHidden, placeholder, isCode, ...rest } = props;
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={styles.field ?? ""}>
      <Worded label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
        <Input className={`${styles.input} ${isCode ? styles.code : ""}`} placeholder={placeholder ?? ""} />
      </Worded>
    </AriaTextField>
  );
}

/** Several lines of text. */
export function TextArea(props: Typed & { rows?: number }) {
  const { label, hint, error, isLabelHidden, rows = 4, isCode, ...rest } = props;
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={styles.field ?? ""}>
      <Worded label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
        <AriaTextArea className={`${styles.input} ${styles.area} ${isCode ? styles.code : ""}`} rows={rows} />
      </Worded>
    </AriaTextField>
  );
}

/** A number, written in the reader's way. */
export function NumberField(props: Omit<NumberFieldProps, "children"> & Words) {
  const { label, hint, error, isLabelHidden, ...rest } = props;
  return (
    <AriaNumberField {...rest} isInvalid={error !== undefined} className={styles.field ?? ""}>
      <Worded label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
        <Input className={styles.input ?? ""} />
      </Worded>
    </AriaNumberField>
  );
}
