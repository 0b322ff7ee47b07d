import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiFailure } from "../../../api/failure";
import { dropUpload, type Mapping, previewUpload, startImport } from "../../../api/importing";
import { useChange } from "../../../api/resources";
import type { Site } from "../../../api/types";
import { bytes, counted } from "../../../format/number";
import { Button } from "../../../ui/Button";
import { Empty, Fault, Note, Skeleton } from "../../../ui/States";
import styles from "./Importing.module.css";
import type { Pending } from "./ImportWizard";
import { MappingEditor } from "./MappingEditor";
import { MappingText } from "./MappingText";
import { missingOf } from "./mappingEdit";
import { PreviewRows } from "./PreviewRows";

/** Long enough that typing is not asked about letter by letter. */
const PAUSE_MILLIS = 400;

interface ReadFileProps {
  site: Site;
  pending: Pending;
  onChange: (pending: Pending) => void;
  onLeave: () => void;
  onStarted: (job: string) => void;
}

/** What the file would become, and which column is what. */
export function ReadFile({ site, pending, onChange, onLeave, onStarted }: ReadFileProps) {
  const { upload, format, mapping } = pending;
  const asked = useSettled({ format, mapping });
  const file = { site: site.id, upload: upload.upload, ...asked };
  const preview = useQuery({
    queryKey: ["preview", file],
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => previewUpload(file, signal),
  });
  const [isText, setText] = useState(typeof mapping === "string");
  const start = useChange(startImport);
  const leave = () => {
    void dropUpload({ site: site.id, upload: upload.upload }).catch(() => undefined);
    onLeave();
  };
  if (preview.error instanceof ApiFailure && preview.error.status === 404) {
    return (
      <Empty
        title={`${upload.name} is no longer on the server`}
        action={<Button onPress={onLeave}>Choose it again</Button>}
      >
        <p>Files wait there for a day, or until the server starts again. Nothing of it was imported.</p>
      </Empty>
    );
  }
  const found = preview.data;
  const edited: Mapping | null =
    typeof mapping === "object" && mapping !== null ? mapping : (found?.mapping ?? null);
  const missing = !isText && found?.mapping && edited ? missingOf(edited) : [];
  const isBusy = preview.isFetching || asked.mapping !== mapping;
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
        {found?.mapping && (
          <Button size="small" look="quiet" onPress={() => setText(!isText)}>
            {isText ? "Edit by fields" : "Edit as text"}
          </Button>
        )}
      </header>
      {preview.error && <Fault error={preview.error} onRetry={() => void preview.refetch()} />}
      {!found && !preview.error && <Skeleton height={360} label="Reading the first rows" />}
      {found?.warnings.map((warning) => (
        <Note key={warning} tone="warn">
          {warning}
        </Note>
      ))}
      {found && mapping === null && found.guessed && (
        <Note>
          The columns were guessed from their names and the first rows. Look them through before you import.
        </Note>
      )}
      {isText || (preview.error && !found) ? (
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
      {found && <PreviewRows rows={found.rows} timezone={site.timezone} isBusy={isBusy} />}
      {start.isError && <Fault error={start.error} />}
      <div className={styles.actions}>
        <Button
          look="primary"
          isDisabled={!found || preview.isError || isBusy || missing.length > 0 || start.isPending}
          onPress={() =>
            start.mutate(
              { site: site.id, upload: upload.upload, format, mapping: mapping ?? found?.mapping ?? null },
              { onSuccess: ({ job }) => onStarted(job) },
            )
          }
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

/** What a mapping begins with when nothing could be guessed. */
const FIRST_LINES = `[columns]
event = "NAME-OF-A-COLUMN"
event_time = "NAME-OF-A-COLUMN"
user_id = "NAME-OF-A-COLUMN"
`;

/** The value once it has stood still for a moment. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal content is the same value
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
