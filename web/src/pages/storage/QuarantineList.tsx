import type { Quarantined, Storage } from "../../api/storage";
import { bytes, counted } from "../../format/number";
import { moment } from "../../format/time";
import { Panel } from "../../ui/Panel";
import { Note } from "../../ui/States";
import styles from "./Storage.module.css";

/** Files that could not be read: what is missing since, why, and what one can do. */
export function QuarantineList({ storage, timezone }: { storage: Storage; timezone: string }) {
  const { quarantined, quarantine_bytes } = storage;
  return (
    <Panel
      title="Is anything set aside?"
      lead={
        quarantined.length > 0
          ? `${counted(quarantined.length, "file")} could not be read, ${bytes(quarantine_bytes)}. What ${quarantined.length === 1 ? "it" : "they"} held is in no answer.`
          : undefined
      }
    >
      {quarantined.length === 0 ? (
        <Note tone="good">Nothing. No file of events or dead letters was found damaged.</Note>
      ) : (
        <>
          <ul className={styles.aside}>
            {quarantined.map((one) => (
              <Aside key={`${one.site} ${one.file}`} one={one} timezone={timezone} />
            ))}
          </ul>
          <Note tone="warn">
            What is in backups comes back with <code>cairn restore</code>; what came from files, by importing
            these again: only what is missing is stored.{" "}
            <a href="/docs/reference/backup.html">Backup and verify</a>
          </Note>
        </>
      )}
    </Panel>
  );
}

function Aside({ one, timezone }: { one: Quarantined; timezone: string }) {
  const missing = [
    one.events > 0 && counted(one.events, "event"),
    one.dead_letters > 0 && counted(one.dead_letters, "dead letter"),
  ].filter(Boolean);
  return (
    <li>
      <p className={styles.missing}>
        {missing.length > 0 ? missing.join(" and ") : "Nothing"} of {one.site} missing
      </p>
      <p>
        <code>{one.file}</code>, set aside {moment(one.at, timezone)}
      </p>
      <p className="soft">{one.fault}</p>
    </li>
  );
}
