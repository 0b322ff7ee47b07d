import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  stripSearchParams,
} from "@tanstack/react-router";
import { NotFound, Oops } from "./Lost";
import { SiteFrame } from "./SiteFrame";
import { viewOf } from "./view";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Oops });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./Entrance"), "Entrance"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("../pages/sign-in/SignIn"), "SignIn"),
});

const start = createRoute({
  getParentRoute: () => root,
  path: "/start",
  validateSearch: (search: Record<string, unknown>) => ({
    ...(typeof search.site === "string" ? { site: search.site } : {}),
    ...(typeof search.step === "string" ? { step: search.step } : {}),
    ...(typeof search.model === "string" ? { model: search.model } : {}),
    ...(typeof search.job === "string" ? { job: search.job } : {}),
  }),
  component: lazyRouteComponent(() => import("../pages/start/Start"), "Start"),
});

const site = createRoute({
  getParentRoute: () => root,
  path: "/sites/$site",
  validateSearch: viewOf,
  component: SiteFrame,
});

const siteHome = createRoute({
  getParentRoute: () => site,
  path: "/",
  beforeLoad: ({ params, search }) => {
    throw redirect({ to: "/sites/$site/home", params, search, replace: true });
  },
});

const overview = createRoute({
  getParentRoute: () => site,
  path: "/home",
  component: lazyRouteComponent(() => import("../pages/home/Home"), "Home"),
});

const conversions = createRoute({
  getParentRoute: () => site,
  path: "/conversions",
  validateSearch: (search: Record<string, unknown>) =>
    typeof search.goal === "string" ? { goal: search.goal } : {},
  component: lazyRouteComponent(() => import("../pages/conversions/Conversions"), "Conversions"),
});

const funnels = createRoute({
  getParentRoute: () => site,
  path: "/funnels",
  validateSearch: funnelSearch,
  search: { middlewares: [stripSearchParams({ split: "" })] },
  component: lazyRouteComponent(() => import("../pages/funnels/Funnels"), "Funnels"),
});

/** Which funnel is looked at: a saved one by its id, or one that is being made, whole in the address. */
function funnelSearch(search: Record<string, unknown>): { funnel?: string; draft?: string; split?: string } {
  const texts = ["funnel", "draft", "split"] as const;
  const given: Record<string, unknown> = { ...search, draft: writtenOf(search.draft) };
  return Object.fromEntries(
    texts.flatMap((name) => (typeof given[name] === "string" ? [[name, given[name]]] : [])),
  );
}

/** What was written into the address by hand has been read as JSON already. */
function writtenOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

/** A question that is made on the page. */
function questionSearch(search: Record<string, unknown>): { question?: string } {
  const question = writtenOf(search.question);
  return typeof question === "string" ? { question } : {};
}

const journeys = createRoute({
  getParentRoute: () => site,
  path: "/journeys",
  validateSearch: questionSearch,
  component: lazyRouteComponent(() => import("../pages/journeys/Journeys"), "Journeys"),
});

const timeToConvert = createRoute({
  getParentRoute: () => site,
  path: "/time-to-convert",
  validateSearch: questionSearch,
  component: lazyRouteComponent(() => import("../pages/time-to-convert/TimeToConvert"), "TimeToConvert"),
});

const retention = createRoute({
  getParentRoute: () => site,
  path: "/retention",
  validateSearch: questionSearch,
  component: lazyRouteComponent(() => import("../pages/returning/Returning"), "Returning"),
});

const people = createRoute({
  getParentRoute: () => site,
  path: "/people",
  validateSearch: (search: Record<string, unknown>) =>
    typeof search.did === "string" ? { did: search.did } : {},
  component: lazyRouteComponent(() => import("../pages/people/People"), "People"),
});

const person = createRoute({
  getParentRoute: () => site,
  path: "/people/$person",
  component: lazyRouteComponent(() => import("../pages/people/PersonPage"), "PersonPage"),
});

const populations = createRoute({
  getParentRoute: () => site,
  path: "/populations",
  validateSearch: populationSearch,
  component: lazyRouteComponent(() => import("../pages/populations/Populations"), "Populations"),
});

/** Which population is open, which of its people are listed; or one that is being made, whole in the address. */
function populationSearch(search: Record<string, unknown>): {
  open?: string;
  draft?: string;
  at?: string;
  change?: string;
} {
  const texts = ["open", "draft", "at", "change"] as const;
  // An id of digits alone has been read as a number.
  const open = typeof search.open === "number" ? String(search.open) : search.open;
  const given: Record<string, unknown> = { ...search, open, draft: writtenOf(search.draft) };
  return Object.fromEntries(
    texts.flatMap((name) => (typeof given[name] === "string" ? [[name, given[name]]] : [])),
  );
}

const health = createRoute({
  getParentRoute: () => site,
  path: "/data-health",
  component: lazyRouteComponent(() => import("../pages/health/DataHealth"), "DataHealth"),
});

const storage = createRoute({
  getParentRoute: () => site,
  path: "/storage",
  component: lazyRouteComponent(() => import("../pages/storage/Storage"), "Storage"),
});

const settings = createRoute({
  getParentRoute: () => site,
  path: "/settings",
  component: lazyRouteComponent(() => import("../pages/settings/Settings"), "Settings"),
});

const siteRoutes = [
  siteHome,
  overview,
  conversions,
  funnels,
  journeys,
  timeToConvert,
  retention,
  people,
  person,
  populations,
  health,
  storage,
  settings,
];

export const router = createRouter({
  routeTree: root.addChildren([home, signIn, start, site.addChildren(siteRoutes)]),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
