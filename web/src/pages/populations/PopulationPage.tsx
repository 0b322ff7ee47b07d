import { Link, useNavigate } from "@tanstack/react-router";
import { Blend, Copy, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { type Population, removePopulation } from "../../api/populations";
import { useChange } from "../../api/resources";
import type { Goal } from "../../api/types";
import type { View } from "../../app/view";
import { copyOf, type PopulationDraft } from "../../reports/population";
import { Button } from "../../ui/Button";
import { Confirm } from "../../ui/Confirm";
import { PageHead } from "../../ui/PageHead";
import { Fault } from "../../ui/States";
import { say } from "../../ui/toast";
import { type Picked, PopulationReport } from "./PopulationReport";
import styles from "./Populations.module.css";

interface PopulationPageProps {
  site: string;
  view: View;
  population: Population;
  goals: Goal[];
  picked: Picked;
  onPick: (at: string | undefined, change: string | undefined) => void;
  onEdit: () => void;
  onDuplicate: (draft: PopulationDraft) => void;
  /** Back to the list; with what goes from the address besides. */
  onClose: (next: { population?: undefined }) => void;
}

/** One saved population: its size over time, what puts people into it, who they are. */
export function PopulationPage(props: PopulationPageProps) {
  const { site, view, population, goals, picked, onPick, onEdit, onDuplicate, onClose } = props;
  const [isRemoving, setRemoving] = useState(false);
  const navigate = useNavigate();
  const { name } = population;
  // The page goes before the lists are asked anew: none of it looks for what is gone.
  const remove = useChange(async () => {
    await removePopulation({ site, id: population.id });
    say(`${name} is deleted`);
    onClose(view.population === population.id ? { population: undefined } : {});
  });
  const lookAtReports = () =>
    void navigate({
      to: "/sites/$site/home",
      params: { site },
      search: (({ range, compare, filters }: View) => ({
        range,
        compare,
        filters,
        population: population.id,
      })) as never,
    });
  return (
    <>
      <p className={styles.back}>
        <Link
          to="/sites/$site/populations"
          params={{ site }}
          search={((old: View) => ({ ...old, open: undefined, at: undefined, change: undefined })) as never}
        >
          All populations
        </Link>
      </p>
      <PageHead
        title={`Who is in “${name}”?`}
        actions={
          <>
            <Button look="primary" onPress={lookAtReports}>
              <Blend aria-hidden />
              Reports of just them
            </Button>
            <Button onPress={onEdit}>
              <Pencil aria-hidden />
              Edit
            </Button>
            <Button onPress={() => onDuplicate(copyOf(population))}>
              <Copy aria-hidden />
              Duplicate
            </Button>
            <Button onPress={() => setRemoving(true)}>
              <Trash2 aria-hidden />
              Delete
            </Button>
          </>
        }
      >
        {population.description && <p>{population.description}</p>}
      </PageHead>
      <PopulationReport
        site={site}
        view={view}
        population={population.id}
        id={population.id}
        name={name}
        is={population.is}
        goals={goals}
        picked={picked}
        onPick={onPick}
      />
      <Confirm
        title={`Delete ${name}?`}
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        action={remove.isPending ? "Deleting …" : "Delete"}
        isDisabled={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
      >
        <p>
          The population goes, the people and what they did stay. Links to reports of just them will say that
          it is not known.
        </p>
        {remove.isError && <Fault error={remove.error} />}
      </Confirm>
    </>
  );
}
