import { useState } from "react";
import { ApiFailure } from "../../api/failure";
import { saveGoal, useChange, useSites } from "../../api/resources";
import type { Goal } from "../../api/types";
import { Demotion } from "../../parts/goals/Demotion";
import {
  chosenRoom,
  freshGoal,
  type GoalDraft,
  goalDraftOf,
  goalOf,
  isPrimary,
  missingOf,
  roomFor,
  roomMissing,
} from "../../reports/goalDraft";
import { freeIdOf } from "../../reports/ids";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextArea, TextField } from "../../ui/Field";
import { Segmented } from "../../ui/Segmented";
import { Select } from "../../ui/Select";
import { Fault } from "../../ui/States";
import { say } from "../../ui/toast";
import { ConditionFields } from "./ConditionFields";
import styles from "./Conversions.module.css";
import { WorthFields } from "./WorthFields";

interface GoalDialogProps {
  site: string;
  goal: Goal | null;
  goals: Goal[];
  onClose: () => void;
  onSaved: (id: string) => void;
}

/** Defines a goal, or gives it a new version. */
export function GoalDialog({ site, goal, goals, onClose, onSaved }: GoalDialogProps) {
  const sites = useSites();
  const own = sites.data?.sites.find((one) => one.id === site);
  const currency = own?.currency ?? "EUR";
  const [draft, setDraft] = useState<GoalDraft>(() => (goal ? goalDraftOf(goal) : freshGoal()));
  const [demoted, setDemoted] = useState<string[]>([]);
  const save = useChange(saveGoal);
  const change = (next: Partial<GoalDraft>) => setDraft((old) => ({ ...old, ...next }));
  const others = goals.filter((one) => one.id !== goal?.id);
  const room = roomFor(isPrimary(draft) ? 1 : 0, others, own?.north_star);
  const isTaken = goal === null && others.some((one) => one.name.trim() === draft.name.trim());
  const missing = missingOf(draft) ?? roomMissing(room, demoted);
  const onSave = () => {
    const id =
      goal?.id ??
      freeIdOf(
        draft.name,
        others.map((one) => one.id),
        "goal",
      );
    const document = goalOf({ ...draft, id }, currency);
    const [demote] = chosenRoom(room, demoted);
    save.mutate(
      { site, goal: document, isNew: goal === null, ...(demote ? { demote } : {}) },
      {
        onSuccess: () => {
          say(
            goal === null
              ? `${document.name} counts from now on, all history`
              : `${document.name} has a new version`,
          );
          onSaved(document.id);
        },
      },
    );
  };
  const failure = save.error instanceof ApiFailure ? save.error : undefined;
  return (
    <Dialog
      title={goal === null ? "New goal" : `Edit ${goal.name}`}
      isOpen
      onClose={onClose}
      footer={
        <>
          {missing && <p className={styles.missing}>{missing}.</p>}
          <Button onPress={onClose}>Leave</Button>
          <Button
            look="primary"
            isDisabled={missing !== undefined || isTaken || save.isPending}
            onPress={onSave}
          >
            {goal === null ? "Add the goal" : "Save a new version"}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextField
          label="Name"
          value={draft.name}
          onChange={(name) => change({ name })}
          placeholder="Order"
          error={isTaken ? "A goal of this name is there already" : undefined}
        />
        <Segmented
          label="Class"
          choices={[
            { id: "macro", name: "Macro: pays the bills" },
            { id: "micro", name: "Micro: a step on the way" },
          ]}
          value={draft.class}
          onChange={(id) =>
            change({
              class: id as "macro",
              worth: id === "micro" && draft.worth === "event_value" ? "absent" : draft.worth,
            })
          }
        />
        {draft.class === "macro" && (
          <div className={styles.pair}>
            <Select
              label="Kind"
              choices={[
                { id: "revenue", name: "Revenue", aside: "order, paid plan" },
                { id: "lead", name: "Lead", aside: "demo, trial" },
                { id: "inquiry", name: "Inquiry", aside: "quote, call" },
              ]}
              value={draft.kind}
              onChange={(id) => change({ kind: id as GoalDraft["kind"] })}
            />
            <Select
              label="Standing"
              choices={[
                { id: "primary", name: "Primary", aside: "one to three" },
                { id: "lifecycle", name: "Lifecycle", aside: "renewal, upgrade" },
              ]}
              value={draft.standing}
              onChange={(id) => change({ standing: id as GoalDraft["standing"] })}
            />
          </div>
        )}
        <Demotion {...room} chosen={demoted} onChoose={setDemoted} />
        <ConditionFields site={site} draft={draft} onChange={change} />
        <WorthFields draft={draft} currency={draft.currency ?? currency} onChange={change} />
        <TextField
          label="Owner"
          value={draft.owner}
          onChange={(owner) => change({ owner })}
          hint="Who answers for this definition"
        />
        <TextArea
          label="Description"
          rows={2}
          value={draft.description}
          onChange={(description) => change({ description })}
        />
        {failure && <Fault error={failure} />}
      </div>
    </Dialog>
  );
}
