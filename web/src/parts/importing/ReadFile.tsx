import { useState } from "react";
import { ApiFailure } from "../../api/failure";
import { dropUpload, EMPTY_MAPPING, type FileToRead, type Mapping, startImport } from "../../api/importing";
import { useChange } from "../../api/resources";
import type { Site } from "../../api/types";
import { bytes, counted } from "../../format/number";
import { Button } from "../../ui/Button";
import { Said } from "../../ui/Said";
import { Empty, Fault, Note, Skeleton } from "../../ui/States";
import styles from "./Importing.module.css";
import type { Pending } from "./ImportWizard";
import { MappingEditor } from "./MappingEditor";
import { MappingText } from "./MappingText";
import { missingOf, withKnownColumns } from "./mappingEdit";
import { PreviewRows } from "./PreviewRows";
import { usePreview } from "./usePreview";

interface ReadFileProps {
  site: Site;
  pending: Pending;
  onChange: (pending: Pending) => void;
  onLeave: () => void;
  onStarted: (job: string) => void;
}

/** What a mapping begins with when nothing could be guessed. */
const FIRST_LINES = `[columns]
event = "NAME-OF-A-COLUMN"
event_time = "NAME-OF-A-COLUMN"
user_id = "NAME-OF-A-COLUMN"
`;

/** What the file would become, and which column is what. */
export function ReadFile({ site, pending, onChange, onLeave, onStarted }: ReadFileProps) {
  const { upload, format, mapping } = pending;
  const file: FileToRead = { site: site.id, upload: upload.upload, format, mapping };
  const { found, error, isBusy, refetch } = usePreview(file);
  const [isText, setText] = useState(typeof mapping === "string");
  // The wizard goes on as soon as the job has a name: what is asked anew meanwhile shows it without this page.
  const start = useChange(async (of: FileToRead) => onStarted((await startImport(of)).job));
  if (error instanceof ApiFailure && error.status === 404)
    return <Gone name={upload.name} onLeave={onLeave} />;
  // What the file or its mapping is at fault for stays so however often one asks.
  const isOurs = error instanceof ApiFailure && error.status === 400;
  const isUnguessed = mapping === null && found !== undefined && found.rows.length === 0;
  const said = found?.mapping ?? null;
  const guess = said && isUnguessed ? withKnownColumns(said, found.columns) : said;
  const own = typeof mapping === "object" ? mapping : null;
  const edited: Mapping | null = own ?? guess ?? (isUnguessed ? EMPTY_MAPPING : null);
  const missing = !isText && edited ? missingOf(edited) : [];
  const hasRows = found !== undefined && found.rows.length > 0;
  const leave = () => {
    void dropUpload({ site: site.id, upload: upload.upload }).catch(() => undefined);
    onLeave();
  };
  return (
    <div className={styles.stack}>
      <header className={styles.file}>
        <p>
          <strong>{upload.name}</strong>{" "}
          <span className="soft">
            {bytes(upload.bytes)}
            {found && `, ${found.format}, ${counted(found.columns.length, "column")}`}
          </span>
        </p>
        {edited && (
          <Button size="small" look="quiet" onPress={() => setText(!isText)}>
            {isText ? "Edit by fields" : "Edit as text"}
          </Button>
        )}
      </header>
      {error && <Fault error={error} {...(isOurs ? {} : { onRetry: () => void refetch() })} />}
      {!found && !error && <Skeleton height={360} label="Reading the first rows" />}
      {found?.warnings.map((warning) => (
        <Note key={warning} tone="warn">
          <Said text={warning} />
        </Note>
      ))}
      {guess && mapping === null && found?.guessed && (
        <Note>
          The columns were guessed from their names and the first rows. Look them through before you import.
        </Note>
      )}
      {isText || (error && !found) ? (
        <MappingText
          text={typeof mapping === "string" ? mapping : (found?.mapping_toml ?? FIRST_LINES)}
          onChange={(text) => onChange({ ...pending, mapping: text })}
        />
      ) : found && edited ? (
        <MappingEditor
          mapping={edited}
          columns={found.columns}
          fields={found.fields}
          zone={site.timezone}
          onChange={(next) => onChange({ ...pending, mapping: next })}
        />
      ) : (
        found && <Note>Its lines say themselves which field is what; there is nothing to map.</Note>
      )}
      {hasRows && <PreviewRows rows={found.rows} timezone={site.timezone} isBusy={isBusy} />}
      {start.isError && <Fault error={start.error} />}
      <div className={styles.actions}>
        <Button
          look="primary"
          isDisabled={
            !hasRows || error !== null || isUnguessed || isBusy || missing.length > 0 || start.isPending
          }
          onPress={() => start.mutate({ ...file, mapping: mapping ?? guess })}
        >
          {start.isPending ? "Beginning" : "Import the file"}
        </Button>
        <Button look="quiet" onPress={leave}>
          Choose another file
        </Button>
        {missing.length > 0 && <span className="soft">Say which column is {missing.join(" and ")}.</span>}
      </div>
    </div>
  );
}

function Gone({ name, onLeave }: { name: string; onLeave: () => void }) {
  return (
    <Empty
      title={`${name} is no longer on the server`}
      action={<Button onPress={onLeave}>Choose it again</Button>}
    >
      <p>Files wait there for a day, or until the server starts again. Nothing of it was imported.</p>
    </Empty>
  );
}
