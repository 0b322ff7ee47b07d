import type { ReactNode } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import styles from "./Field.module.css";

interface MenuProps {
  /** What opens it: a button. */
  trigger: ReactNode;
  items: { id: string; name: string; aside?: string; onChoose: () => void }[];
  label: string;
}

/** Things one can do, out of the way until asked for. */
export function Menu({ trigger, items, label }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={styles.popover ?? ""} placement="bottom end">
        <AriaMenu className={styles.list ?? ""} aria-label={label}>
          {items.map((item) => (
            <MenuItem
              key={item.id}
              id={item.id}
              onAction={item.onChoose}
              className={styles.item ?? ""}
              textValue={item.name}
            >
              {item.name}
              {item.aside && <span className={styles.aside}>{item.aside}</span>}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
