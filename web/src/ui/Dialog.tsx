import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Button } from "./Button";
import styles from "./Dialog.module.css";
import { useFront } from "./useFront";

interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  /** At the right edge, high as the window: for lists that go on beside what they are of. */
  isDrawer?: boolean;
}

/** Something in front of the page, which waits. */
export function Dialog({ isOpen, onClose, isDrawer, ...front }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => open || onClose()}
      isDismissable
      className={`${styles.overlay} ${isDrawer ? styles.overlayOfDrawer : ""}`}
    >
      <Modal className={isDrawer ? (styles.drawer ?? "") : (styles.modal ?? "")}>
        <Front onClose={onClose} {...front} />
      </Modal>
    </ModalOverlay>
  );
}

type FrontProps = Pick<DialogProps, "title" | "onClose" | "children" | "footer">;

function Front({ title, onClose, children, footer }: FrontProps) {
  const front = useRef<HTMLElement>(null);
  useFront(front, onClose);
  return (
    <AriaDialog ref={front} className={styles.dialog ?? ""}>
      <header className={styles.header}>
        <Heading slot="title" level={2}>
          {title}
        </Heading>
        <Button look="quiet" size="small" onPress={onClose} aria-label="Close">
          <X aria-hidden />
        </Button>
      </header>
      <div className={styles.body}>{children}</div>
      {footer && <footer className={styles.footer}>{footer}</footer>}
    </AriaDialog>
  );
}
