import { useSite } from "../../api/resources";
import type { Goal } from "../../api/types";
import { newPopulation, type PopulationDraft, populationDraft } from "../../reports/population";
import { whoWords } from "../../reports/populationWords";
import { type Ready, readyPopulations } from "../../reports/readyPopulations";
import { Button } from "../../ui/Button";
import { Empty, Skeleton } from "../../ui/States";
import styles from "./Populations.module.css";

interface ReadyOnesProps {
  site: string;
  goals: Goal[];
  onMake: (draft: PopulationDraft) => void;
}

/** What a population is, and some to begin with. */
export function ReadyOnes({ site, goals, onMake }: ReadyOnesProps) {
  const details = useSite(site);
  if (details.isPending) return <Skeleton height={320} />;
  const ready = readyPopulations({ goals, catalogue: details.data?.catalogue ?? [] });
  const take = ({ name, is }: Ready) => onMake({ ...populationDraft({ id: "", name, is }), id: null });
  return (
    <div className={styles.page}>
      <Empty
        title="No population yet"
        action={
          <Button look="primary" onPress={() => onMake(newPopulation())}>
            Make the first population
          </Button>
        }
      >
        <p>
          A population is everybody who did something, or did not: for example those who looked at the prices
          at least twice in the last 7 days and never started a trial. You see how many they are, whether they
          become more and who they are; and every report can be looked at for just them.
        </p>
      </Empty>
      {ready.length > 0 && (
        <section aria-labelledby="ready-ones" className={styles.page}>
          <h2 id="ready-ones">Ready to look at</h2>
          <ul className={styles.cards}>
            {ready.map((one) => (
              <li key={one.name} className={styles.card}>
                <h3>{one.name}</h3>
                <p className="soft">{whoWords(one.is, goals)}</p>
                <Button size="small" onPress={() => take(one)} aria-label={`Look at ${one.name}`}>
                  Look at them
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
