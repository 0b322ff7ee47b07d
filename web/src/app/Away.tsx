import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { Unreachable } from "../api/failure";
import styles from "./Away.module.css";

/** Says on every page that the server does not answer, as long as it does not. */
export function Away() {
  const client = useQueryClient();
  const isAway = useSyncExternalStore(
    (changed) => client.getQueryCache().subscribe(changed),
    () => isUnreachable(client),
  );
  return (
    <div role="status" className={styles.place}>
      {isAway && <p className={styles.away}>{new Unreachable().message}</p>}
    </div>
  );
}

function isUnreachable(client: QueryClient): boolean {
  return client
    .getQueryCache()
    .getAll()
    .some((query) => query.isActive() && query.state.fetchFailureReason instanceof Unreachable);
}
