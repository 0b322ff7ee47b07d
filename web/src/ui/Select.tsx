import { ChevronDown } from "lucide-react";
import {
  Select as AriaSelect,
  Button,
  type Key,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from "react-aria-components";
import styles from "./Field.module.css";
import { Worded, type Words } from "./Worded";

export interface Choice {
  id: string;
  name: string;
  /** What stands beside the name, faint. */
  aside?: string;
}

interface SelectProps extends Words {
  choices: Choice[];
  value: string | null;
  onChange: (id: string) => void;
  placeholder?: string;
  isDisabled?: boolean;
}

/** One of a few. */
export function Select(props: SelectProps) {
  const { label, isLabelHidden, choices, value, onChange, placeholder, hint, error, isDisabled } = props;
  return (
    <AriaSelect
      className={styles.field ?? ""}
      selectedKey={value}
      onSelectionChange={(key: Key | null) => key !== null && onChange(String(key))}
      placeholder={placeholder ?? "Choose"}
      isDisabled={isDisabled ?? false}
      isInvalid={error !== undefined}
    >
      <Worded label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
        <Button className={styles.trigger ?? ""}>
          <SelectValue className={styles.chosen ?? ""} />
          <ChevronDown aria-hidden />
        </Button>
      </Worded>
      <Popover className={styles.popover ?? ""}>
        <ListBox items={choices} className={styles.list ?? ""}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.name} className={styles.item ?? ""}>
              <Text slot="label">{choice.name}</Text>
              {choice.aside && (
                <Text slot="description" className={styles.aside}>
                  {choice.aside}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
