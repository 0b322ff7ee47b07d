import { Navigate } from "@tanstack/react-router";
import { ApiFailure } from "../api/failure";
import { useSites } from "../api/resources";
import { Fault, Skeleton } from "../ui/States";
import styles from "./Lost.module.css";
import { lastSite } from "./lastSite";

/** Where one begins: the site one looked at last, the first there is, or the first run. */
export function Entrance() {
  const sites = useSites();
  if (sites.isPending) {
    return (
      <main className={styles.page}>
        <Skeleton height={120} />
      </main>
    );
  }
  if (sites.isError) {
    if (sites.error instanceof ApiFailure && sites.error.status === 401)
      return <Navigate to="/sign-in" replace />;
    return (
      <main className={styles.page}>
        <Fault error={sites.error} onRetry={() => sites.refetch()} />
      </main>
    );
  }
  const all = sites.data.sites;
  const last = all.find((site) => site.id === lastSite()) ?? all[0];
  if (!last) return <Navigate to="/start" replace />;
  return <Navigate to="/sites/$site/home" params={{ site: last.id }} replace />;
}
