import { useState } from "react";
import { makeKey } from "../../api/administration";
import { useChange } from "../../api/resources";
import type { Key } from "../../api/types";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Choices } from "../../ui/Choices";
import { Copy } from "../../ui/Copy";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { Fault, Note } from "../../ui/States";
import styles from "./Settings.module.css";

const SCOPES = [
  { id: "append", name: "append", about: "send events, vouched for by a server" },
  { id: "read", name: "read", about: "ask questions, see persons and dead letters" },
  { id: "manage", name: "manage", about: "change goals and funnels, import files" },
  { id: "keys", name: "keys", about: "make and revoke keys that may do what it may do" },
];

interface NewKeyDialogProps {
  site: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Makes a key; a secret one is shown this once. */
export function NewKeyDialog({ site, isOpen, onClose }: NewKeyDialogProps) {
  const [kind, setKind] = useState("write");
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["append"]);
  const [made, setMade] = useState<Key | null>(null);
  const make = useChange(() =>
    makeKey({ site, key: { kind, name: name.trim(), ...(kind === "secret" ? { scopes } : {}) } }),
  );
  const close = () => {
    setMade(null);
    setName("");
    make.reset();
    onClose();
  };
  const canMake = !make.isPending && (kind === "write" || scopes.length > 0);
  return (
    <Dialog
      isOpen={isOpen}
      title={made ? "Take the key" : "Make a key"}
      onClose={close}
      footer={
        made ? (
          <Button look="primary" onPress={close}>
            I have it
          </Button>
        ) : (
          <>
            <Button onPress={close}>Leave</Button>
            <Button
              look="primary"
              isDisabled={!canMake}
              onPress={() => make.mutate(undefined, { onSuccess: setMade })}
            >
              {make.isPending ? "Making it" : "Make the key"}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <>
          {made.kind === "secret" ? (
            <Note tone="warn">
              It is shown this once; only its hash is kept. Whoever has it may do what its scopes say.
            </Note>
          ) : (
            <Note>It may stand in pages. You find it again in the list of keys.</Note>
          )}
          <Copy label={made.name || made.id} text={made.key ?? ""} />
        </>
      ) : (
        <>
          <Choices
            label="Kind"
            value={kind}
            onChange={setKind}
            choices={[
              {
                id: "write",
                name: "Write key",
                about: "For pages and apps. It appends events and nothing else, so it is no secret.",
              },
              {
                id: "secret",
                name: "Secret key",
                about: "For your servers and programs. It may do what you tick.",
              },
            ]}
          />
          <TextField
            label="Name"
            value={name}
            onChange={setName}
            hint="Who will use it, so that you know what a revocation stops."
            autoComplete="off"
          />
          {kind === "secret" && (
            <fieldset className={styles.group}>
              <legend className={styles.legend}>It may</legend>
              <div className={styles.scopes}>
                {SCOPES.map((scope) => (
                  <Checkbox
                    key={scope.id}
                    isSelected={scopes.includes(scope.id)}
                    onChange={(isOn) =>
                      setScopes(isOn ? [...scopes, scope.id] : scopes.filter((one) => one !== scope.id))
                    }
                  >
                    {scope.name} <span className="faint">{scope.about}</span>
                  </Checkbox>
                ))}
              </div>
            </fieldset>
          )}
          {make.isError && <Fault error={make.error} />}
        </>
      )}
    </Dialog>
  );
}
