import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown } from "lucide-react";
import type { Site } from "../api/types";
import { Button } from "../ui/Button";
import { Menu } from "../ui/Menu";
import styles from "./SiteMenu.module.css";
import type { View } from "./view";

/** Which site is looked at, and the others. */
export function SiteMenu({ site, sites }: { site: string; sites: Site[] }) {
  const navigate = useNavigate();
  const current = sites.find((one) => one.id === site);
  // The time is the same at every site; filters are of what only one has.
  const toSite = (id: string) =>
    navigate({
      to: "/sites/$site/home",
      params: { site: id },
      search: (({ range, compare }: View) => ({ range, compare })) as never,
    });
  return (
    <Menu
      label="Sites"
      trigger={
        <Button className={styles.trigger ?? ""} aria-label={`Site: ${current?.name ?? site}`}>
          <span className={styles.name}>{current?.name ?? site}</span>
          <ChevronsUpDown aria-hidden />
        </Button>
      }
      items={[
        ...sites.map((one) => ({
          id: `site-${one.id}`,
          name: one.name,
          aside: one.id,
          onChoose: () => toSite(one.id),
        })),
        {
          id: "add",
          name: "Connect another site",
          onChoose: () => navigate({ to: "/start", search: { step: "model" } }),
        },
      ]}
    />
  );
}
