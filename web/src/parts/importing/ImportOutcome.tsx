import { Download } from "lucide-react";
import { type ImportReport, rejectsAddress } from "../../api/importing";
import type { Site } from "../../api/types";
import { counted } from "../../format/number";
import { AnchorButton, Button, LinkButton } from "../../ui/Button";
import { Said } from "../../ui/Said";
import { Fault, Note } from "../../ui/States";
import { Table } from "../../ui/Table";
import { Conservation } from "./Conservation";
import styles from "./Importing.module.css";
import { reasonHint } from "./reasons";
import { UndoImport } from "./UndoImport";
import { orphanWords, useUndo } from "./useUndo";

interface ImportOutcomeProps {
  site: Site;
  name: string;
  report: ImportReport;
  onLeave: () => void;
}

/** "is imported as imp-3: 300 new events." */
function cameOf({ import: id, stored, duplicates, rejected }: ImportReport): string {
  if (stored === 0 && duplicates === 0 && rejected > 0)
    return "brought nothing: none of its rows is an event. Undo the import, change the mapping and try again.";
  const what = stored === 0 ? "it holds nothing that was not stored already" : counted(stored, "new event");
  return `is imported${id ? ` as ${id}` : ""}: ${what}.`;
}

/** What came of every row of a file. */
export function ImportOutcome({ site, name, report, onLeave }: ImportOutcomeProps) {
  const undo = useUndo(site.id);
  const { import: id, stored, rejected } = report;
  const orphans = undo.data && orphanWords(undo.data);
  return (
    <div className={styles.stack}>
      <p role="status">
        <strong>{name}</strong> {cameOf(report)}
      </p>
      <Conservation
        whole={{ name: "rows read", count: report.read }}
        parts={[
          { name: "stored", count: stored },
          { name: "duplicates", count: report.duplicates },
          { name: "rejected", count: rejected, isFault: true },
          ...(report.suppressed > 0 ? [{ name: "of erased persons", count: report.suppressed }] : []),
        ]}
      />
      {report.warnings.map((warning) => (
        <Note key={warning} tone="warn">
          {warning}
        </Note>
      ))}
      {report.rejections.length > 0 && (
        <Table
          caption="Why rows were rejected"
          rows={report.rejections}
          keyOf={({ reason }) => reason}
          columns={[
            {
              id: "reason",
              title: "Reason",
              cell: ({ reason }) => <code className={styles.nowrap}>{reason}</code>,
            },
            { id: "rows", title: "Rows", isNumber: true, cell: ({ rows }) => rows.toLocaleString() },
            {
              id: "first",
              title: "The first of them",
              cell: ({ reason, first }) => (
                <>
                  <Said text={first} />
                  <br />
                  <span className="faint">{reasonHint(reason)}</span>
                </>
              ),
            },
          ]}
        />
      )}
      {undo.isError && <Fault error={undo.error} />}
      {orphans && <Note tone="warn">{orphans}</Note>}
      <div className={styles.actions}>
        <LinkButton to="/sites/$site/home" params={{ site: site.id }}>
          See it on Home
        </LinkButton>
        {id && rejected > 0 && (
          <AnchorButton href={rejectsAddress(site.id, id)} download>
            <Download aria-hidden />
            Rejected rows
          </AnchorButton>
        )}
        <Button onPress={onLeave}>Import another file</Button>
        {id && (
          <UndoImport
            id={id}
            source={name}
            stored={stored}
            isAlone
            isDisabled={undo.isPending || undo.isSuccess}
            onUndo={() => undo.mutate(id, { onSuccess: (undone) => orphanWords(undone) ?? onLeave() })}
          />
        )}
      </div>
    </div>
  );
}
