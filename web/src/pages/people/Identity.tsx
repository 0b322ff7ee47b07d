import type { PersonDetails } from "../../api/types";
import { moment } from "../../format/time";
import { Panel } from "../../ui/Panel";
import { Badge } from "../../ui/States";
import styles from "./People.module.css";

/** Who it is: its ids and why they are one person, and what is known of it. */
export function Identity({ details, zone }: { details: PersonDetails; zone: string }) {
  const properties = Object.entries(details.properties);
  return (
    <aside className={styles.side} aria-label="Identity">
      <Panel title="Why is this one person?">
        <ul className={styles.ids}>
          {details.user_ids.map((id) => (
            <li key={id}>
              <Badge tone="accent">user</Badge> <b>{id}</b>
            </li>
          ))}
          {details.devices.map((device) => (
            <li key={device.anonymous_id}>
              <Badge>device</Badge> {device.anonymous_id}
              <br />
              <span className="faint">
                {device.joined_at
                  ? `joined ${moment(device.joined_at, zone)}: a signed-in event came from it`
                  : "nobody signed in on it, so it stands for itself"}
              </span>
            </li>
          ))}
        </ul>
        {details.devices.length === 0 && <p className="faint">No device: all its events name the user.</p>}
        <p className="faint">
          Key {details.key}.{" "}
          <a href="/docs/concepts/identity" target="_blank" rel="noreferrer">
            How ids become a person
          </a>
        </p>
      </Panel>
      <Panel title="What is known about this person?">
        {properties.length === 0 ? (
          <p className="soft">No property yet. An identify call with traits gives some.</p>
        ) : (
          <dl className={styles.facts}>
            {properties.map(([name, value]) => (
              <Property key={name} name={name} value={value} />
            ))}
          </dl>
        )}
      </Panel>
    </aside>
  );
}

export function Property({ name, value }: { name: string; value: unknown }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
    </>
  );
}
