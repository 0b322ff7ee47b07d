import { Trash2 } from "lucide-react";
import { useState } from "react";
import { erasePerson } from "../../api/people";
import { useChange } from "../../api/resources";
import type { Erased, PersonDetails } from "../../api/types";
import { counted } from "../../format/number";
import { Button } from "../../ui/Button";
import { Confirm } from "../../ui/Confirm";
import { TextField } from "../../ui/Field";
import { Fault, Note } from "../../ui/States";
import styles from "./People.module.css";

interface Props {
  site: string;
  name: string;
  details: PersonDetails;
  /** Told with what came of it: the person is nobody's to ask for any more. */
  onErased: (erased: Erased) => void;
}

/** Erases a person, after its name was typed: there is no way back. */
export function ErasePerson({ site, name, details, onErased }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  // Told before everything is asked anew: by then nobody is known by this name, and this is gone from the page.
  const erase = useChange(async (of: { site: string; person: string }) => onErased(await erasePerson(of)));
  const close = () => {
    setOpen(false);
    setTyped("");
    erase.reset();
  };
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Trash2 aria-hidden />
        Erase…
      </Button>
      <Confirm
        title={`Erase ${name}?`}
        isOpen={isOpen}
        onClose={close}
        action={erase.isPending ? "Erasing…" : "Erase for ever"}
        isDisabled={typed !== name || erase.isPending}
        onConfirm={() => erase.mutate({ site, person: details.key })}
      >
        <div className={styles.erasing}>
          <p>
            All that is stored of this person goes, for ever: {counted(details.events, "event")}, who it is,
            and messages kept as dead letters. What comes later under{" "}
            {counted(details.user_ids.length + details.devices.length, "known id")} is not stored any more.
            Conversions and revenue of the past change.
          </p>
          <p className="faint">
            Backups of before are not changed.{" "}
            <a href="/docs/concepts/erasure" target="_blank" rel="noreferrer">
              What goes and what stays
            </a>
          </p>
          <TextField
            label="To be sure, type who it is"
            hint={name}
            value={typed}
            onChange={setTyped}
            autoComplete="off"
          />
          {erase.isError && <Fault error={erase.error} />}
        </div>
      </Confirm>
    </>
  );
}

/** What came of it. */
export function ErasedWords({ erased }: { erased: Erased }) {
  const { erasure, unsearched, has_leftovers } = erased;
  return (
    <>
      <p>
        {counted(erasure.events, "event")}, {counted(erasure.dead_letters, "dead letter")} and{" "}
        {counted(erasure.rejected_rows, "rejected row")} are gone, and nothing that comes under{" "}
        {counted(erasure.ids, "id")} is stored any more.
      </p>
      {has_leftovers && (
        <Note>Files of before are still being read; they are removed when that has ended.</Note>
      )}
      {unsearched.length > 0 && (
        <Note tone="warn">
          What could not be searched:
          <ul>
            {unsearched.map((place) => (
              <li key={place}>{place}</li>
            ))}
          </ul>
        </Note>
      )}
    </>
  );
}
