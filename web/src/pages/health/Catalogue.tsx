import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { SiteDetails } from "../../api/types";
import { bytes, count, counted } from "../../format/number";
import { moment } from "../../format/time";
import { TextField } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { Badge, Empty, Skeleton } from "../../ui/States";
import { Table } from "../../ui/Table";
import styles from "./DataHealth.module.css";

/** With more names than this a filter helps. */
const MANY = 12;

/** Which events there are. */
export function Catalogue({ site, details }: { site: string; details: SiteDetails | undefined }) {
  const [wanted, setWanted] = useState("");
  if (!details) return <Skeleton height={240} />;
  const { catalogue, first_event_time: first, last_event_time: last, timezone } = details;
  const shown = catalogue.filter(({ event }) => event.toLowerCase().includes(wanted.trim().toLowerCase()));
  const span = first && last ? `, from ${moment(first, timezone)} to ${moment(last, timezone)}` : "";
  const lead = `${counted(details.events, "event")} under ${counted(catalogue.length, "name")}${span}; ${bytes(details.bytes)} on disk.`;
  return (
    <Panel title="Which events are there?" lead={catalogue.length > 0 ? lead : undefined}>
      {catalogue.length === 0 ? (
        <Empty title="No event names yet">
          <p>Every name that comes in is listed here by itself; nothing has to be declared.</p>
        </Empty>
      ) : (
        <>
          {catalogue.length > MANY && (
            <div className={styles.filter}>
              <TextField label="Find an event" value={wanted} onChange={setWanted} />
            </div>
          )}
          <Table
            caption="Events by name"
            rows={shown}
            keyOf={({ event }) => event}
            columns={[
              {
                id: "event",
                title: "Event",
                sortBy: ({ event }) => event,
                cell: ({ event }) => (
                  <>
                    {event} {event.startsWith("$") && <Badge>system</Badge>}
                  </>
                ),
              },
              {
                id: "events",
                title: "Events",
                isNumber: true,
                sortBy: ({ events }) => events,
                cell: ({ events }) => count(events),
              },
              {
                id: "persons",
                title: "Persons",
                isNumber: true,
                sortBy: ({ persons }) => persons,
                cell: ({ event, persons }) =>
                  event.startsWith("$") || persons === 0 ? (
                    count(persons)
                  ) : (
                    <Link
                      to="/sites/$site/people"
                      params={{ site }}
                      search={{ did: event, range: "all" }}
                      aria-label={`${count(persons)} persons who did ${event}`}
                    >
                      {count(persons)}
                    </Link>
                  ),
              },
            ]}
          />
        </>
      )}
    </Panel>
  );
}
