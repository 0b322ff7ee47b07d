import { Link, Navigate, Outlet, useLocation, useParams } from "@tanstack/react-router";
import {
  Activity,
  Blend,
  Filter,
  Flag,
  HardDrive,
  House,
  Repeat,
  Settings,
  Timer,
  Users,
  Waypoints,
} from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { ApiFailure } from "../api/failure";
import { useSites } from "../api/resources";
import type { Site } from "../api/types";
import { LinkButton } from "../ui/Button";
import { Cairn } from "../ui/Cairn";
import { PageHead } from "../ui/PageHead";
import { Panel } from "../ui/Panel";
import { rememberSite } from "./lastSite";
import { usePalette } from "./palette";
import styles from "./SiteFrame.module.css";
import { SiteMenu } from "./SiteMenu";
import { TopBar } from "./TopBar";

const CommandPalette = lazy(() =>
  import("./CommandPalette").then((module) => ({ default: module.CommandPalette })),
);

const PLACES = [
  { to: "/sites/$site/home", name: "Home", Icon: House },
  { to: "/sites/$site/conversions", name: "Conversions", Icon: Flag },
  { to: "/sites/$site/funnels", name: "Funnels", Icon: Filter },
  { to: "/sites/$site/journeys", name: "Journeys", Icon: Waypoints },
  { to: "/sites/$site/time-to-convert", name: "Time to convert", Icon: Timer },
  { to: "/sites/$site/retention", name: "Retention", Icon: Repeat },
  { to: "/sites/$site/people", name: "People", Icon: Users },
  { to: "/sites/$site/populations", name: "Populations", Icon: Blend },
  { to: "/sites/$site/data-health", name: "Data health", Icon: Activity },
  { to: "/sites/$site/storage", name: "Storage", Icon: HardDrive },
  { to: "/sites/$site/settings", name: "Settings", Icon: Settings },
] as const;

function NoSite({ site, sites }: { site: string; sites: Site[] }) {
  return (
    <>
      <PageHead title={`There is no site “${site}”`}>
        The address names a site that was never added. Its id may be misspelt: case and hyphens count.
      </PageHead>
      {sites.length > 0 ? (
        <Panel title="Which site did you look for?">
          <ul className={styles.sites}>
            {sites.map(({ id, name }) => (
              <li key={id}>
                <Link to="/sites/$site/home" params={{ site: id }}>
                  {name}
                </Link>{" "}
                {name !== id && <span className="faint">{id}</span>}
              </li>
            ))}
          </ul>
        </Panel>
      ) : (
        <LinkButton look="primary" to="/start">
          Add the first one
        </LinkButton>
      )}
    </>
  );
}

/** How much of the places fades out at the right, as the style has it. */
const FADING = 36;

/** On narrow pages the places scroll sideways: the one that is open is in sight. */
function useShownPlace() {
  const places = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another open place
  useEffect(() => {
    const list = places.current;
    const open = list?.querySelector<HTMLElement>("[aria-current]");
    if (!list || !open) return;
    const [frame, place] = [list.getBoundingClientRect(), open.getBoundingClientRect()];
    const beyond = place.right + FADING - frame.right;
    if (beyond > 0 || place.left < frame.left) list.scrollLeft += beyond;
  }, [path]);
  return places;
}

/** The places of a site at the left, what all pages share at the top, the page. */
export function SiteFrame() {
  const { site } = useParams({ from: "/sites/$site" });
  const sites = useSites();
  const [isAsking, setAsking] = usePalette();
  useEffect(() => rememberSite(site), [site]);
  const places = useShownPlace();
  if (sites.error instanceof ApiFailure && sites.error.status === 401)
    return <Navigate to="/sign-in" replace />;
  const isUnknown = sites.data !== undefined && !sites.data.sites.some((one) => one.id === site);
  return (
    <div className={styles.frame}>
      <a href="#page" className={styles.skip}>
        To the page
      </a>
      <aside className={styles.side}>
        <Link to="/" className={styles.brand}>
          <Cairn size={22} />
          <span>Cairn</span>
        </Link>
        <SiteMenu site={site} sites={sites.data?.sites ?? []} />
        <nav aria-label="Places" ref={places} hidden={isUnknown}>
          <ul className={styles.places}>
            {PLACES.map(({ to, name, Icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  params={{ site }}
                  search={({ range, compare, filters, population }) => ({
                    range,
                    compare,
                    filters,
                    population,
                  })}
                  className={styles.place}
                  activeProps={{ "data-active": "", "aria-current": "page" }}
                >
                  <Icon aria-hidden />
                  <span>{name}</span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className={styles.foot}>
          <a href="/docs/" target="_blank" rel="noreferrer">
            Documentation
          </a>
        </div>
      </aside>
      <div className={styles.main}>
        <TopBar site={site} isUnknown={isUnknown} />
        <main id="page" className={styles.page} tabIndex={-1}>
          {isUnknown ? <NoSite site={site} sites={sites.data.sites} /> : <Outlet />}
        </main>
      </div>
      {isAsking && (
        <Suspense>
          <CommandPalette site={site} sites={sites.data?.sites ?? []} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </div>
  );
}
