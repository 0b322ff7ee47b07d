import { ChevronDown } from "lucide-react";
import { useState } from "react";
import {
  ComboBox as AriaComboBox,
  Button,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from "react-aria-components";
import styles from "./Field.module.css";
import type { Choice } from "./Select";
import { Worded, type Words } from "./Worded";

interface ComboProps extends Words {
  choices: Choice[];
  value: string;
  onChange: (text: string) => void;
  placeholder?: string;
  autoFocus?: boolean;
}

/** One of many, or what nobody has listed: the text itself counts. */
export function Combo(props: ComboProps) {
  const { label, isLabelHidden, choices, value, onChange, placeholder, hint, error, autoFocus } = props;
  // All choices show until something is typed: who opens a filled field wants to see the others.
  const [typed, setTyped] = useState(false);
  const wanted = value.trim().toLowerCase();
  const fits = ({ name, aside }: Choice) => `${name} ${aside ?? ""}`.toLowerCase().includes(wanted);
  const shown = typed ? choices.filter(fits) : choices;
  return (
    <AriaComboBox
      className={styles.field ?? ""}
      allowsCustomValue
      menuTrigger="focus"
      items={shown.slice(0, 200)}
      inputValue={value}
      onInputChange={(text) => {
        setTyped(text !== value);
        onChange(text);
      }}
      onSelectionChange={(key) => {
        const chosen = choices.find((choice) => choice.id === key);
        if (chosen) {
          setTyped(false);
          onChange(chosen.name);
        }
      }}
      onOpenChange={(isOpen) => isOpen || setTyped(false)}
      isInvalid={error !== undefined}
      allowsEmptyCollection
    >
      <Worded label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
        <div className={styles.picker}>
          <Input
            className={`${styles.input} ${styles.withOpen}`}
            placeholder={placeholder ?? ""}
            autoFocus={autoFocus ?? false}
          />
          <Button className={styles.open ?? ""}>
            <ChevronDown aria-hidden />
          </Button>
        </div>
      </Worded>
      <Popover className={styles.popover ?? ""}>
        <ListBox
          className={styles.list ?? ""}
          renderEmptyState={() => (
            <div className={styles.nothing}>Nothing known by that name; it counts as typed</div>
          )}
        >
          {(choice: Choice) => (
            <ListBoxItem id={choice.id} textValue={choice.name} className={styles.item ?? ""}>
              <Text slot="label">{choice.name}</Text>
              {choice.aside && <span className={styles.aside}>{choice.aside}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
