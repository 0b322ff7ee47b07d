import type { ReactNode } from "react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";

interface ConfirmProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** What is done, in words; while it is being done too. */
  action: string;
  isDisabled?: boolean;
  onConfirm: () => void;
  children: ReactNode;
}

/** Asks once more before something goes for good. */
export function Confirm({ title, isOpen, onClose, action, isDisabled, onConfirm, children }: ConfirmProps) {
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button look="quiet" onPress={onClose}>
            Keep
          </Button>
          <Button look="danger" isDisabled={isDisabled} onPress={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
