import { useNavigate } from "@tanstack/react-router";
import {
  Autocomplete,
  Dialog,
  Input,
  ListBox,
  ListBoxItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from "react-aria-components";
import { usePopulations } from "../api/populations";
import { useFunnels, useGoals } from "../api/resources";
import type { Site } from "../api/types";
import styles from "./CommandPalette.module.css";
import { type View, viewOf } from "./view";

interface Command {
  id: string;
  name: string;
  aside: string;
  run: () => void;
}

interface CommandPaletteProps {
  site: string;
  sites: Site[];
  onClose: () => void;
}

/** Everything one can go to, by typing a part of its name. */
export function CommandPalette({ site, sites, onClose }: CommandPaletteProps) {
  const { contains } = useFilter({ sensitivity: "base" });
  const commands = useCommands(site, sites);
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => open || onClose()}
      isDismissable
      className={styles.overlay ?? ""}
    >
      <Modal className={styles.modal ?? ""}>
        <Dialog aria-label="Search and commands" className={styles.dialog ?? ""}>
          <Autocomplete filter={contains}>
            <SearchField aria-label="Search" autoFocus className={styles.search ?? ""}>
              <Input
                role="combobox"
                aria-expanded
                placeholder="Go to a place, a goal, a funnel, a site …"
                className={styles.input ?? ""}
              />
            </SearchField>
            <ListBox
              aria-label="Found"
              items={commands}
              className={styles.list ?? ""}
              renderEmptyState={() => <p className={styles.nothing}>Nothing by that name</p>}
            >
              {(command) => (
                <ListBoxItem
                  id={command.id}
                  textValue={command.name}
                  className={styles.item ?? ""}
                  onAction={() => {
                    onClose();
                    command.run();
                  }}
                >
                  <span>{command.name}</span>
                  <span className={styles.aside}>{command.aside}</span>
                </ListBoxItem>
              )}
            </ListBox>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function useCommands(site: string, sites: Site[]): Command[] {
  const navigate = useNavigate();
  const goals = useGoals(site);
  const funnels = useFunnels(site);
  const populations = usePopulations(site);
  // Who goes elsewhere looks at the same time and people there; at another site only the time is the same.
  const go = (to: string, more: Record<string, string> = {}) =>
    void navigate({
      to: to as never,
      params: { site } as never,
      search: ((old: View) => ({ ...viewOf({ ...old }), ...more })) as never,
    });
  const place = (id: string, name: string, to: string): Command => ({
    id,
    name,
    aside: "place",
    run: () => go(to),
  });
  return [
    place("home", "Home", "/sites/$site/home"),
    place("conversions", "Conversions", "/sites/$site/conversions"),
    place("funnels", "Funnels", "/sites/$site/funnels"),
    place("journeys", "Journeys", "/sites/$site/journeys"),
    place("time-to-convert", "Time to convert", "/sites/$site/time-to-convert"),
    place("retention", "Retention", "/sites/$site/retention"),
    place("people", "People", "/sites/$site/people"),
    place("populations", "Populations", "/sites/$site/populations"),
    place("health", "Data health", "/sites/$site/data-health"),
    place("storage", "Storage", "/sites/$site/storage"),
    place("settings", "Settings", "/sites/$site/settings"),
    ...(funnels.data ?? []).map((funnel) => ({
      id: `funnel-${funnel.id}`,
      name: funnel.name,
      aside: "funnel",
      run: () => go("/sites/$site/funnels", { funnel: funnel.id }),
    })),
    ...(populations.data ?? []).map(({ id, name }) => ({
      id: `population-${id}`,
      name,
      aside: "population",
      run: () => go("/sites/$site/populations", { open: id }),
    })),
    ...(goals.data?.goals ?? []).map(({ definition }) => ({
      id: `goal-${definition.id}`,
      name: definition.name,
      aside: definition.class,
      run: () => go("/sites/$site/conversions", { goal: definition.id }),
    })),
    ...sites.map((one) => ({
      id: `site-${one.id}`,
      name: one.name,
      aside: "site",
      run: () =>
        void navigate({
          to: "/sites/$site/home",
          params: { site: one.id },
          search: (({ range, compare }: View) => ({ range, compare })) as never,
        }),
    })),
  ];
}
