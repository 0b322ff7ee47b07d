import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/Button";
import { Combo } from "../../ui/Combo";
import styles from "./Journeys.module.css";

interface NamesFieldProps {
  label: string;
  hint?: string;
  names: string[];
  /** Names that are known. Others count as typed. */
  choices: string[];
  /** Why a name can't be one of them. */
  refusal?: (name: string) => string | undefined;
  onChange: (names: string[]) => void;
}

/** Several names as chips, with a field for one more. */
export function NamesField({ label, hint, names, choices, refusal, onChange }: NamesFieldProps) {
  const [typed, setTyped] = useState("");
  const refused = typed === "" ? undefined : refusal?.(typed);
  const canAdd = typed !== "" && !names.includes(typed) && refused === undefined;
  return (
    <div className={styles.names}>
      <form
        className={styles.adding}
        onSubmit={(event) => {
          event.preventDefault();
          if (!canAdd) return;
          onChange([...names, typed]);
          setTyped("");
        }}
      >
        <Combo
          label={label}
          hint={hint}
          error={refused}
          value={typed}
          onChange={setTyped}
          choices={choices.filter((name) => !names.includes(name)).map((name) => ({ id: name, name }))}
        />
        <Button type="submit" aria-label={`${label}: add`} isDisabled={!canAdd}>
          <Plus aria-hidden />
        </Button>
      </form>
      {names.length > 0 && (
        <ul className={styles.chips} aria-label={label}>
          {names.map((name) => (
            <li key={name} className={styles.chip}>
              {name}
              <Button
                look="quiet"
                size="small"
                aria-label={`${label}: remove ${name}`}
                onPress={() => onChange(names.filter((other) => other !== name))}
              >
                <X aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
