import { useState } from "react";
import { Button } from "../../ui/Button";
import { Combo } from "../../ui/Combo";
import styles from "./Importing.module.css";
import { aboutField, isField } from "./mappingEdit";

/** Context that files often have. */
const COMMON = [
  "context.page.path",
  "context.page.referrer",
  "context.campaign.source",
  "context.campaign.medium",
];

interface AddFieldProps {
  /** Fields that one may map; those that end with a point go on with a name. */
  fields: string[];
  shown: string[];
  onAdd: (field: string) => void;
}

/** One more field to be mapped. */
export function AddField({ fields, shown, onAdd }: AddFieldProps) {
  const [text, setText] = useState("");
  const open = [...fields.filter((field) => !field.endsWith(".")), ...COMMON].filter(
    (field) => !shown.includes(field),
  );
  const canAdd = isField(text, fields) && !shown.includes(text);
  const add = () => {
    onAdd(text);
    setText("");
  };
  return (
    <div className={styles.add}>
      <Combo
        label="Map another field"
        placeholder="properties.plan"
        choices={open.map((field) => ({ id: field, name: field, aside: aboutField(field) }))}
        value={text}
        onChange={setText}
      />
      <Button isDisabled={!canAdd} onPress={add}>
        Add
      </Button>
    </div>
  );
}
