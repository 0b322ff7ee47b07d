import { Plus } from "lucide-react";
import { useState } from "react";
import { ApiFailure } from "../../api/failure";
import { removeFunnel, saveFunnel, useChange } from "../../api/resources";
import type { Funnel, Goal } from "../../api/types";
import { type Draft, emptyStep, MOST_STEPS, moved, repaired, withSteps } from "../../reports/draft";
import { funnelOf } from "../../reports/draftFunnel";
import { Button } from "../../ui/Button";
import { DurationField } from "../../ui/DurationField";
import { TextField } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { Fault } from "../../ui/States";
import { say } from "../../ui/toast";
import styles from "./Funnels.module.css";
import { MoreFields } from "./MoreFields";
import { StepEditor } from "./StepEditor";

interface EditorProps {
  site: string;
  draft: Draft;
  goals: Goal[];
  /** All that are kept: a new one takes none of their ids. */
  saved: Funnel[];
  onChange: (draft: Draft) => void;
  onSaved: (id: string) => void;
  onCancel: () => void;
  onRemoved: () => void;
}

/** The steps of a funnel. The picture below follows each change; saving keeps it for everybody. */
export function Editor({ site, draft, goals, saved, onChange, onSaved, onCancel, onRemoved }: EditorProps) {
  const [error, setError] = useState<unknown>(null);
  const save = useChange(saveFunnel);
  const remove = useChange(removeFunnel);
  // What a change makes impossible goes with it, and is said.
  const change = (next: Draft) => {
    const { draft: sound, lost } = repaired(next);
    onChange(sound);
    if (lost.length > 0) say(lost.join(" "), { name: "Undo", onChoose: () => onChange(draft) });
  };
  const funnel = funnelOf(
    draft,
    saved.map(({ id }) => id),
  );
  const nameError = error instanceof ApiFailure && error.field === "id" ? error.message : undefined;
  const onSave = () => {
    setError(null);
    save.mutate(
      { site, funnel, isNew: draft.id === null },
      {
        onSuccess: () => {
          say(`${funnel.name} is saved`);
          onSaved(funnel.id);
        },
        onError: setError,
      },
    );
  };
  const onRemove = () => {
    if (draft.id === null) return;
    const removed = saved.find(({ id }) => id === draft.id) ?? funnel;
    remove.mutate(
      { site, id: draft.id },
      {
        onSuccess: () => {
          onRemoved();
          say(`${removed.name} is removed`, {
            name: "Undo",
            onChoose: () => save.mutate({ site, funnel: removed, isNew: true }),
          });
        },
        onError: setError,
      },
    );
  };
  return (
    <Panel
      title={draft.id === null ? "New funnel" : "Edit the funnel"}
      lead="Each step is an event, a page or a goal; the picture below follows."
    >
      <div className={styles.editor}>
        <ol className={styles.steps}>
          {draft.steps.map((step, place) => (
            <StepEditor
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
              key={place}
              site={site}
              draft={draft}
              place={place}
              step={step}
              goals={goals}
              onChange={(next) =>
                change({ ...draft, steps: draft.steps.map((old, other) => (other === place ? next : old)) })
              }
              onMove={(by) => change({ ...draft, steps: moved(draft.steps, place, by) })}
              onRemove={
                draft.steps.length > 1
                  ? () => change(withSteps(draft, (_, other) => other !== place))
                  : undefined
              }
            />
          ))}
        </ol>
        <div>
          <Button
            size="small"
            isDisabled={draft.steps.length >= MOST_STEPS}
            onPress={() => change({ ...draft, steps: [...draft.steps, emptyStep()] })}
          >
            <Plus aria-hidden />
            Add a step
          </Button>
        </div>
        <DurationField
          label="Within"
          unitLabel="Unit"
          value={draft.window}
          onChange={(window) => change({ ...draft, window })}
        />
        <MoreFields site={site} draft={draft} goals={goals} onChange={change} />
        {error !== null && !nameError && <Fault error={error} />}
        <div className={styles.settings}>
          <div className={styles.grow}>
            <TextField
              label="Name"
              value={draft.name}
              onChange={(name) => onChange({ ...draft, name })}
              placeholder="Checkout"
              error={nameError}
            />
          </div>
          <Button
            look="primary"
            isDisabled={draft.name.trim() === "" || funnel.steps.length === 0 || save.isPending}
            onPress={onSave}
          >
            Save
          </Button>
          <Button onPress={onCancel}>Leave without saving</Button>
          {draft.id !== null && (
            <Button look="danger" onPress={onRemove} isDisabled={remove.isPending}>
              Remove
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
