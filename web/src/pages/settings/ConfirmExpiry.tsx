import { Confirm } from "../../ui/Confirm";
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
    <Confirm
      title={`Let ${events} go?`}
      isOpen={isOpen}
      onClose={onClose}
      action={isSaving ? "Saving" : `Let ${events} go`}
      isDisabled={isSaving}
      onConfirm={onConfirm}
    >
      <div className={styles.form}>
        <p>
          With the server's next daily pass {events} will be gone for good, some perhaps seven days later:
          with what they count for in conversions and revenue, and what they tell of who is who. There is no
          way back but a backup.
        </p>
        {error !== null && <Fault error={error} />}
      </div>
    </Confirm>
  );
}
