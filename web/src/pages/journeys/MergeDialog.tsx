import { useState } from "react";
import asking from "../../parts/asking/asking.module.css";
import { type Clean, withMerged } from "../../reports/flowClean";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import styles from "./Journeys.module.css";

interface MergeDialogProps {
  name: string;
  /** The others that the picture tells. */
  names: string[];
  clean: Clean;
  onMerge: (clean: Clean, as: string) => void;
  onClose: () => void;
}

/** Makes several names one. */
export function MergeDialog({ name, names, clean, onMerge, onClose }: MergeDialogProps) {
  const [chosen, setChosen] = useState<string[]>([]);
  const [as, setAs] = useState(name);
  const isWhole = chosen.length > 0 && as.trim() !== "";
  const merge = () => isWhole && onMerge(withMerged(clean, [name, ...chosen], as.trim()), as.trim());
  return (
    <Dialog
      title={`Merge ${name} with`}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" isDisabled={!isWhole} onPress={merge}>
            Make them one
          </Button>
        </>
      }
    >
      <div className={asking.column}>
        <ul className={styles.choices}>
          {names.map((other) => (
            <li key={other}>
              <Checkbox
                isSelected={chosen.includes(other)}
                onChange={(isOn) =>
                  setChosen(isOn ? [...chosen, other] : chosen.filter((one) => one !== other))
                }
              >
                {other}
              </Checkbox>
            </li>
          ))}
        </ul>
        <TextField label="Called" value={as} onChange={setAs} />
      </div>
    </Dialog>
  );
}
