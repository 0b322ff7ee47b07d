import { useNavigate } from "@tanstack/react-router";
import { Blend, ChevronDown, X } from "lucide-react";
import { useAsk } from "../api/ask";
import { type Population, usePopulations } from "../api/populations";
import { counted } from "../format/number";
import { populationQuestion } from "../reports/population";
import { Button } from "../ui/Button";
import { Menu } from "../ui/Menu";
import styles from "./TopBar.module.css";
import type { View } from "./view";

interface PopulationChoiceProps {
  site: string;
  /** The id of the population looked at; nothing for everybody. */
  chosen: string | undefined;
  onChange: (population: string | undefined) => void;
}

/** Whom all pages look at: everybody, or the members of one population. */
export function PopulationChoice({ site, chosen, onChange }: PopulationChoiceProps) {
  const populations = usePopulations(site);
  const navigate = useNavigate();
  const saved = populations.data ?? [];
  const make = () =>
    void navigate({
      to: "/sites/$site/populations",
      params: { site },
      search: (({ range, compare, filters, population }: View) => ({
        range,
        compare,
        filters,
        population,
      })) as never,
    });
  const items = [
    ...(chosen ? [{ id: "everybody", name: "Everybody", onChoose: () => onChange(undefined) }] : []),
    ...saved
      .filter(({ id }) => id !== chosen)
      .map(({ id, name }) => ({ id: `population-${id}`, name, onChoose: () => onChange(id) })),
    { id: "make", name: saved.length > 0 ? "All populations …" : "Make a population …", onChoose: make },
  ];
  if (!chosen) {
    return (
      <Menu
        label="Whom to look at"
        items={items}
        trigger={
          <Button size="small" look="quiet" aria-label="Whom to look at: everybody">
            <Blend aria-hidden />
            Everybody
          </Button>
        }
      />
    );
  }
  const own = saved.find(({ id }) => id === chosen);
  return (
    <span className={styles.chip} data-population>
      <Menu
        label="Whom to look at"
        items={items}
        trigger={
          <Button
            size="small"
            look="quiet"
            className={styles.inChip ?? ""}
            aria-label={`Whom to look at: only ${own?.name ?? chosen}`}
          >
            <Blend aria-hidden />
            <span>
              only <b>{own?.name ?? chosen}</b>
            </span>
            <ChevronDown aria-hidden />
          </Button>
        }
      />
      {own && <Size site={site} population={own} />}
      {populations.isSuccess && !own && <span>is not saved at this site</span>}
      <Everybody onPress={() => onChange(undefined)} />
    </span>
  );
}

/** Says that the population does not count here, instead of leaving it out in silence. */
export function NotNarrowed({ site, chosen, onChange }: PopulationChoiceProps & { chosen: string }) {
  const populations = usePopulations(site);
  const name = populations.data?.find(({ id }) => id === chosen)?.name ?? chosen;
  return (
    <span className={styles.chip} data-idle>
      <span>This page is of everybody, not only of {name}</span>
      <Everybody onPress={() => onChange(undefined)} />
    </span>
  );
}

function Everybody({ onPress }: { onPress: () => void }) {
  return (
    <Button look="quiet" size="small" aria-label="Look at everybody again" onPress={onPress}>
      <X aria-hidden />
    </Button>
  );
}

/** How many they are now. Where it can't be told, the page says why. */
function Size({ site, population }: { site: string; population: Population }) {
  const answer = useAsk(site, populationQuestion(population.id, "day", { range: { last: "1d" } }));
  return (
    <span role="status" className={styles.size}>
      {answer.data ? `${counted(answer.data.size, "person", "people")} now` : "…"}
    </span>
  );
}
