import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Fault } from "../../ui/States";
import styles from "./Settings.module.css";

interface ConfirmExpiryProps {
  /** How many go, in words. */
  events: string;
  isOpen: boolean;
  isSaving: boolean;
  error: unknown;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks once more before events go: there is no way back. */
export function ConfirmExpiry({ events, isOpen, isSaving, error, onClose, onConfirm }: ConfirmExpiryProps) {
  return (
    <Dialog
      title={`Let ${events} go?`}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button look="quiet" onPress={onClose}>
            Keep
          </Button>
          <Button look="danger" isDisabled={isSaving} onPress={onConfirm}>
            {isSaving ? "Saving" : `Let ${events} go`}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>
          {events} and what they say of conversions, revenue and who is who go with the server's next daily
          pass, some of them up to seven days later. There is no way back but a backup.
        </p>
        {error !== null && <Fault error={error} />}
      </div>
    </Dialog>
  );
}
