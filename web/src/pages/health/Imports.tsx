import { useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { isOver, rejectsAddress, useImportJobs } from "../../api/importing";
import { useImports } from "../../api/resources";
import type { Import, SiteDetails } from "../../api/types";
import { count } from "../../format/number";
import { moment } from "../../format/time";
import { ImportWizard } from "../../parts/importing/ImportWizard";
import { UndoImport } from "../../parts/importing/UndoImport";
import { orphanWords, useUndo } from "../../parts/importing/useUndo";
import { keepValue, keptValue } from "../../reports/kept";
import { AnchorButton, Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Badge, Empty, Fault, Note, Skeleton } from "../../ui/States";
import { Table } from "../../ui/Table";
import styles from "./DataHealth.module.css";

/** Files that were imported, each to be undone whole, and the way to import another. */
export function Imports({ site }: { site: SiteDetails }) {
  const imports = useImports(site.id);
  const jobs = useImportJobs(site.id);
  const client = useQueryClient();
  const kept = keptValue(`cairn.import.${site.id}`) ?? keptValue(`cairn.import.${site.id}.job`);
  const [isAsked, setAsked] = useState(kept !== undefined);
  const isRunning = jobs.data?.jobs.some((job) => !isOver(job)) ?? false;
  const isOpen = isAsked || isRunning;
  const toggle = () => {
    // What came of the last import has been seen; a file that waits goes on waiting.
    if (isOpen) keepValue(`cairn.import.${site.id}.job`, null);
    void client.invalidateQueries({ queryKey: ["imports", site.id] });
    setAsked(!isOpen);
  };
  return (
    <Panel
      id="imports"
      title={isOpen ? "Import a file" : "Which files were imported?"}
      actions={
        !isRunning && (
          <Button look={isOpen ? "quiet" : "primary"} onPress={toggle} aria-expanded={isOpen}>
            {isOpen ? "Close" : "Import a file"}
          </Button>
        )
      }
    >
      {isOpen && <ImportWizard site={site} />}
      {!isOpen &&
        (imports.isError ? <Fault error={imports.error} onRetry={() => void imports.refetch()} /> : null)}
      {!isOpen && imports.isPending && <Skeleton height={120} />}
      {!isOpen && imports.data && <ImportsTable site={site} imports={imports.data.imports} />}
    </Panel>
  );
}

const TITLES = {
  read: "Read",
  stored: "= stored",
  duplicates: "+ duplicates",
  rejected: "+ rejected",
  suppressed: "+ of erased persons",
} as const;

/** The numbers of imports that add up; most files hold nobody who was erased. */
function numbersOf(imports: Import[]): (keyof typeof TITLES)[] {
  const usual = ["read", "stored", "duplicates", "rejected"] as const;
  return imports.some(({ suppressed }) => suppressed > 0) ? [...usual, "suppressed"] : [...usual];
}

function ImportsTable({ site, imports }: { site: SiteDetails; imports: Import[] }) {
  const undo = useUndo(site.id);
  const orphans = undo.data && orphanWords(undo.data);
  if (imports.length === 0) {
    return (
      <Empty title="None so far">
        <p>
          An export of your shop, CRM or another analytics tool brings its history here. Each file can be
          undone whole.
        </p>
      </Empty>
    );
  }
  return (
    <>
      {undo.isError && <Fault error={undo.error} />}
      {orphans && <Note tone="warn">{orphans}</Note>}
      <Table
        caption="Imports, newest first"
        rows={[...imports].reverse()}
        keyOf={({ id }) => id}
        columns={[
          {
            id: "source",
            title: "File",
            sortBy: ({ source }) => source,
            cell: ({ id, source, state }) => (
              <span className={styles.source}>
                <span className={state === "undone" ? styles.undone : undefined}>{source}</span>{" "}
                <span className="faint">{id}</span> {state === "undone" && <Badge>undone</Badge>}
              </span>
            ),
          },
          {
            id: "at",
            title: "When",
            sortBy: ({ received_at }) => received_at,
            cell: ({ received_at }) => (
              <span className={styles.nowrap}>{moment(received_at, site.timezone)}</span>
            ),
          },
          ...numbersOf(imports).map((name) => ({
            id: name,
            title: TITLES[name],
            isNumber: true,
            sortBy: (one: Import) => one[name],
            cell: (one: Import) => count(one[name]),
          })),
          {
            id: "acts",
            title: <span className="spoken">What one can do</span>,
            cell: (one) => {
              const { id, source, state, stored, rejected } = one;
              return (
                <span className={styles.acts}>
                  {rejected > 0 && (
                    <AnchorButton
                      size="small"
                      look="quiet"
                      href={rejectsAddress(site.id, id)}
                      download
                      aria-label={`Rejected rows of ${source}, ${id}`}
                    >
                      <Download aria-hidden />
                      Rejects
                    </AnchorButton>
                  )}
                  {state === "live" && (
                    <UndoImport
                      id={id}
                      source={source}
                      stored={stored}
                      isDisabled={undo.isPending}
                      onUndo={() => undo.mutate(id)}
                    />
                  )}
                </span>
              );
            },
          },
        ]}
      />
    </>
  );
}
