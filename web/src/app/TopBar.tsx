import { useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { Monitor, Moon, Search, Sun, UserRound } from "lucide-react";
import { useState } from "react";
import { signOut } from "../api/resources";
import { Button } from "../ui/Button";
import { Menu } from "../ui/Menu";
import { FilterBar } from "./FilterBar";
import { NotNarrowed, PopulationChoice } from "./PopulationChoice";
import { openPalette } from "./palette";
import { RangePicker } from "./RangePicker";
import styles from "./TopBar.module.css";
import { chooseTheme, chosenTheme, type Theme } from "./theme";
import type { View } from "./view";

/** What all pages of a site share. It stands in the address. */
export function TopBar({ site, isUnknown }: { site: string; isUnknown: boolean }) {
  const view: View = useSearch({ from: "/sites/$site" });
  const navigate = useNavigate();
  const change = (next: Partial<View>) =>
    navigate({ to: ".", search: ((search: View) => ({ ...search, ...next })) as never, replace: false });
  // What a site is, what comes in now and all that one person did have no time and no part of the people.
  const isOfAllTime = useLocation({
    select: ({ pathname }) => /\/(data-health|storage|settings|people\/[^/]+)$/.test(pathname),
  });
  // A list of people has nothing to compare, and cohorts stand beside one another already.
  const isComparable = useLocation({
    select: ({ pathname }) => !/\/(people|populations|retention)$/.test(pathname),
  });
  // How large populations are is asked of all people and of all that they did.
  const isNarrowed = useLocation({ select: ({ pathname }) => !/\/populations$/.test(pathname) });
  const choose = (population: string | undefined) => change({ population });
  return (
    <header className={styles.bar}>
      {!isOfAllTime && !isUnknown && (
        <>
          <RangePicker view={view} isComparable={isComparable} onChange={change} />
          {isNarrowed && (
            <>
              <PopulationChoice site={site} chosen={view.population} onChange={choose} />
              <FilterBar
                site={site}
                filters={view.filters ?? []}
                onChange={(filters) => change({ filters: filters.length > 0 ? filters : undefined })}
              />
            </>
          )}
        </>
      )}
      {view.population && !isUnknown && (isOfAllTime || !isNarrowed) && (
        <NotNarrowed site={site} chosen={view.population} onChange={choose} />
      )}
      {view.filters && !isUnknown && !isNarrowed && (
        <span className={styles.chip} data-idle>
          Filters of events do not count here
        </span>
      )}
      <div className={styles.tools}>
        <Button look="quiet" size="small" onPress={openPalette}>
          <Search aria-hidden />
          <span className="spoken">Search and commands</span>
          <kbd className={styles.keys} aria-hidden>
            ⌘K
          </kbd>
        </Button>
        <ThemeMenu />
        <Menu
          label="You"
          trigger={
            <Button look="quiet" size="small" aria-label="You">
              <UserRound aria-hidden />
            </Button>
          }
          items={[
            {
              id: "out",
              name: "Sign out",
              onChoose: () => void signOut().then(() => navigate({ to: "/sign-in" })),
            },
          ]}
        />
      </div>
    </header>
  );
}

const THEMES: { id: Theme; name: string }[] = [
  { id: "system", name: "As the system" },
  { id: "light", name: "Light" },
  { id: "dark", name: "Dark" },
];

function ThemeMenu() {
  const [theme, setTheme] = useState(chosenTheme);
  const Icon = theme === "system" ? Monitor : theme === "light" ? Sun : Moon;
  return (
    <Menu
      label="Appearance"
      trigger={
        <Button look="quiet" size="small" aria-label="Appearance">
          <Icon aria-hidden />
        </Button>
      }
      items={THEMES.map(({ id, name }) => ({
        id,
        name: id === theme ? `${name} ✓` : name,
        onChoose: () => {
          chooseTheme(id);
          setTheme(id);
        },
      }))}
    />
  );
}
