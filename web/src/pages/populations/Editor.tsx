import { useState } from "react";
import { useAsk } from "../../api/ask";
import { ApiFailure } from "../../api/failure";
import { type Population, savePopulation } from "../../api/populations";
import { useChange, useSites } from "../../api/resources";
import type { Goal } from "../../api/types";
import { cohortsFor } from "../../app/buckets";
import { rangeOf, type View } from "../../app/view";
import { counted } from "../../format/number";
import {
  cleaned,
  conditionOfGroup,
  groupOf,
  type PopulationDraft,
  placesOf,
  populationOf,
  populationQuestion,
  unsaidOf,
} from "../../reports/population";
import { shareWords, whoWords } from "../../reports/populationWords";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { PageHead } from "../../ui/PageHead";
import { Panel } from "../../ui/Panel";
import { Fault } from "../../ui/States";
import { say } from "../../ui/toast";
import { GroupField } from "./GroupField";
import { JsonField } from "./JsonField";
import { PopulationReport } from "./PopulationReport";
import styles from "./Populations.module.css";

interface EditorProps {
  site: string;
  view: View;
  draft: PopulationDraft;
  /** The draft as the address has it: what the numbers are of. */
  asked: PopulationDraft | null;
  goals: Goal[];
  /** All that are kept: a new one takes none of their ids. */
  saved: Population[];
  onChange: (draft: PopulationDraft) => void;
  onSaved: (id: string) => void;
  onCancel: () => void;
}

/** What puts people into a population, with its count as it is changed and its report under it. */
export function Editor(props: EditorProps) {
  const { site, view, draft, asked, goals, saved, onChange, onSaved, onCancel } = props;
  const [picked, setPicked] = useState<{ at?: string; change?: string }>({});
  const [refused, setRefused] = useState<unknown>(null);
  const save = useChange(savePopulation);
  const sites = useSites();
  const currency = sites.data?.sites.find(({ id }) => id === site)?.currency ?? "EUR";
  const condition = conditionOfGroup(draft);
  const missing = unsaidOf(condition);
  const population = populationOf(
    draft,
    saved.map(({ id }) => id),
  );

  const asking =
    asked && unsaidOf(conditionOfGroup(asked)) === null ? cleaned(conditionOfGroup(asked)) : null;
  const range = rangeOf(view);
  const ref = asking && { is: asking };
  const answer = useAsk(site, ref && populationQuestion(ref, cohortsFor(view), range ? { range } : {}));
  const isAsked = asking !== null && JSON.stringify(cleaned(condition)) === JSON.stringify(asking);

  const error = refused ?? answer.error;
  const failure = error instanceof ApiFailure ? error : undefined;
  const ofName = failure && refused !== null && (failure.field === "id" || failure.field === "name");
  const places = placesOf(failure?.field);
  const placed = failure && places.length > 0 ? { places, error: failure } : undefined;
  const change = (next: PopulationDraft) => {
    setRefused(null);
    onChange(next);
  };
  const onSave = () => {
    setRefused(null);
    save.mutate(
      { site, population, isNew: draft.id === null },
      {
        onSuccess: () => {
          say(`${population.name} is saved`);
          onSaved(population.id);
        },
        onError: setRefused,
      },
    );
  };
  return (
    <>
      <PageHead
        title={draft.name.trim() === "" ? "Who belongs together?" : `Who is in “${draft.name.trim()}”?`}
      >
        <p role="status">
          {missing ??
            (answer.isError
              ? "What is asked for can't be counted."
              : answer.data && isAsked
                ? `${counted(answer.data.size, "person", "people")} now: ${shareWords(answer.data.rate, answer.data.known)}.`
                : "Counting …")}
        </p>
      </PageHead>
      <div className={styles.page}>
        <Panel
          title={draft.id === null ? "New population" : "Edit the population"}
          lead={whoWords(condition, goals)}
        >
          <GroupField
            site={site}
            label="Condition"
            group={draft}
            goals={goals}
            currency={currency}
            placed={placed}
            onChange={(group) => change({ ...draft, ...group })}
          />
          <details className={styles.more}>
            <summary>As JSON</summary>
            <JsonField
              label="The whole condition as JSON"
              condition={condition}
              onChange={(next) =>
                change({ ...draft, ...(groupOf(next) ?? { of: "all" as const, conditions: [next] }) })
              }
            />
          </details>
          {error && !placed && !ofName ? <Fault error={error} /> : null}
          <div className={styles.settings}>
            <div className={styles.grow}>
              <TextField
                label="Name"
                value={draft.name}
                onChange={(name) => change({ ...draft, name })}
                placeholder="Hot leads"
                error={ofName ? failure.message : undefined}
              />
            </div>
            <div className={styles.grow}>
              <TextField
                label="Description"
                value={draft.description}
                onChange={(description) => change({ ...draft, description })}
                placeholder="What they are watched for"
              />
            </div>
            <Button
              look="primary"
              isDisabled={draft.name.trim() === "" || missing !== null || save.isPending}
              onPress={onSave}
            >
              Save
            </Button>
            <Button onPress={onCancel}>Leave without saving</Button>
          </div>
        </Panel>
        {ref && !answer.isError && (
          <PopulationReport
            site={site}
            view={view}
            population={ref}
            id={draft.id ?? "new"}
            name={draft.name.trim()}
            is={ref.is}
            goals={goals}
            picked={picked}
            onPick={(at, to) => setPicked({ ...(at ? { at } : {}), ...(to ? { change: to } : {}) })}
          />
        )}
      </div>
    </>
  );
}
