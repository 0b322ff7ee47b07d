import { Link } from "@tanstack/react-router";
import type { StoredSite } from "../../api/storage";
import { bytes, count } from "../../format/number";
import { day } from "../../format/time";
import { Table } from "../../ui/Table";
import styles from "./Storage.module.css";

/** What each site holds; dead letters lead to where their reasons are. */
export function SitesTable({ sites, timezone }: { sites: StoredSite[]; timezone: string }) {
  return (
    <Table
      caption="Sites by what they hold"
      rows={sites}
      keyOf={({ site }) => site}
      columns={[
        {
          id: "site",
          title: "Site",
          sortBy: ({ site }) => site,
          cell: ({ site }) => <span className={styles.site}>{site}</span>,
        },
        {
          id: "events",
          title: "Events",
          isNumber: true,
          sortBy: ({ events }) => events,
          cell: ({ events }) => count(events),
        },
        {
          id: "bytes",
          title: "On disk",
          isNumber: true,
          sortBy: ({ bytes: of }) => of,
          cell: (site) => <span title={kinds(site)}>{bytes(site.bytes)}</span>,
        },
        {
          id: "runs",
          title: "Runs",
          isNumber: true,
          sortBy: ({ runs }) => runs,
          cell: ({ runs, compacted_runs }) => (
            <span className={styles.nowrap}>
              {count(runs)} <span className="faint">({count(compacted_runs)} compacted)</span>
            </span>
          ),
        },
        {
          id: "log",
          title: "Waiting in the log",
          isNumber: true,
          sortBy: ({ log_events }) => log_events,
          cell: ({ log_events }) => count(log_events),
        },
        {
          id: "letters",
          title: "Dead letters",
          isNumber: true,
          sortBy: ({ dead_letters, log_dead_letters }) => dead_letters + log_dead_letters,
          cell: ({ site, dead_letters, log_dead_letters }) => {
            const letters = dead_letters + log_dead_letters;
            return letters === 0 ? (
              "0"
            ) : (
              <Link
                to="/sites/$site/data-health"
                params={{ site }}
                aria-label={`${count(letters)} dead letters of ${site}: their reasons`}
              >
                {count(letters)}
              </Link>
            );
          },
        },
        {
          id: "times",
          title: "Event times",
          sortBy: ({ first_event_time }) => first_event_time ?? "",
          cell: ({ first_event_time, last_event_time }) => (
            <span className={styles.nowrap}>
              {first_event_time && last_event_time
                ? `${day(first_event_time, timezone)} – ${day(last_event_time, timezone)}`
                : "none"}
            </span>
          ),
        },
      ]}
    />
  );
}

/** What the bytes are of. */
function kinds({ run_bytes, dead_letter_bytes, log_bytes }: StoredSite): string {
  return [
    `events ${bytes(run_bytes.events)}`,
    `ids ${bytes(run_bytes.ids)}`,
    `facts ${bytes(run_bytes.facts)}`,
    `persons ${bytes(run_bytes.persons)}`,
    `sidecars ${bytes(run_bytes.sidecars)}`,
    `dead letters ${bytes(dead_letter_bytes)}`,
    `log ${bytes(log_bytes)}`,
  ].join(", ");
}
