import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { Import } from "../../api/types";
import { counted } from "../../format/number";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";

interface UndoImportProps {
  one: Import;
  isDisabled: boolean;
  onUndo: () => void;
}

/** Takes an import back after it was asked for twice: only the file can bring its events again. */
export function UndoImport({ one, isDisabled, onUndo }: UndoImportProps) {
  const { id, source, stored } = one;
  const [isAsked, setAsked] = useState(false);
  const close = () => setAsked(false);
  return (
    <>
      <Button
        size="small"
        look="quiet"
        isDisabled={isDisabled}
        onPress={() => setAsked(true)}
        aria-label={`Undo ${source}, ${id}`}
      >
        <Undo2 aria-hidden />
        Undo
      </Button>
      <Dialog
        title={`Undo ${id}?`}
        isOpen={isAsked}
        onClose={close}
        footer={
          <>
            <Button look="quiet" onPress={close}>
              Keep
            </Button>
            <Button
              look="danger"
              onPress={() => {
                close();
                onUndo();
              }}
            >
              Undo the import
            </Button>
          </>
        }
      >
        <p>
          {counted(stored, "event")} of {source} leave every answer at once. To have them back, import the
          file again.
        </p>
      </Dialog>
    </>
  );
}
