import type { ReactNode, RefObject } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import styles from "./Field.module.css";

interface ListProps {
  items: { id: string; name: string; aside?: string; onChoose: () => void }[];
  label: string;
}

interface MenuProps extends ListProps {
  /** What opens it: a button. */
  trigger: ReactNode;
}

/** Things one can do, out of the way until asked for. */
export function Menu({ trigger, ...list }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={styles.popover ?? ""} placement="bottom end">
        <MenuList {...list} />
      </Popover>
    </MenuTrigger>
  );
}

interface OpenMenuProps extends ListProps {
  /** What opened it, beside which it stands. */
  at: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** The same, already opened by one of many buttons that share it. */
export function OpenMenu({ at, onClose, ...list }: OpenMenuProps) {
  return (
    <Popover
      className={styles.popover ?? ""}
      placement="bottom end"
      aria-label={list.label}
      triggerRef={at}
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
    >
      <MenuList {...list} onClose={onClose} />
    </Popover>
  );
}

function MenuList({ items, label, onClose }: ListProps & { onClose?: () => void }) {
  return (
    <AriaMenu
      className={styles.list ?? ""}
      aria-label={label}
      // A trigger says itself where the focus goes, by how it was pressed.
      {...(onClose ? { onClose, autoFocus: "first" as const } : {})}
    >
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
  );
}
