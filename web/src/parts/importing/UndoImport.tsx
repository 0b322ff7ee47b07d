import { Undo2 } from "lucide-react";
import { useState } from "react";
import { counted } from "../../format/number";
import { Button } from "../../ui/Button";
import { Confirm } from "../../ui/Confirm";

interface UndoImportProps {
  id: string;
  /** The file. */
  source: string;
  stored: number;
  /** The button stands alone and says all; in a row of a table the row says of what. */
  isAlone?: boolean;
  isDisabled: boolean;
  onUndo: () => void;
}

/** Takes an import back after it was asked for twice: only the file can bring its events again. */
export function UndoImport({ id, source, stored, isAlone, isDisabled, onUndo }: UndoImportProps) {
  const [isAsked, setAsked] = useState(false);
  const close = () => setAsked(false);
  return (
    <>
      {isAlone ? (
        <Button look="quiet" isDisabled={isDisabled} onPress={() => setAsked(true)}>
          Undo the import…
        </Button>
      ) : (
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
      )}
      <Confirm
        title={`Undo ${id}?`}
        isOpen={isAsked}
        onClose={close}
        action="Undo the import"
        onConfirm={() => {
          close();
          onUndo();
        }}
      >
        <p>
          {stored === 0
            ? `${source} brought no event, so no answer changes. It stays in the list of imports, as undone.`
            : `${counted(stored, "event")} of ${source} leave every answer at once. To have them back, import the file again.`}
        </p>
      </Confirm>
    </>
  );
}
