import { useParams } from "@tanstack/react-router";
import { useSite } from "../../api/resources";
import { useStorage } from "../../api/storage";
import { storageSentence } from "../../reports/storage";
import { PageHead } from "../../ui/PageHead";
import { Panel } from "../../ui/Panel";
import { Empty, Fault, Skeleton } from "../../ui/States";
import { CompactionState } from "./CompactionState";
import { QuarantineList } from "./QuarantineList";
import { SitesTable } from "./SitesTable";
import styles from "./Storage.module.css";
import { Tiles } from "./Tiles";

/** What all sites hold on disk, and for how long there is room. */
export function Storage() {
  const { site: id } = useParams({ from: "/sites/$site/storage" });
  const site = useSite(id);
  const storage = useStorage();
  const timezone = site.data?.timezone ?? "UTC";
  const found = storage.data;
  return (
    <>
      <PageHead title="Is there room enough?">
        {found ? (
          storageSentence(found)
        ) : storage.isError ? (
          "That can't be told right now."
        ) : (
          <Skeleton height={22} label="Looking" />
        )}
      </PageHead>
      <div className={styles.stack}>
        {storage.isError && <Fault error={storage.error} onRetry={() => void storage.refetch()} />}
        {storage.isPending && (
          <>
            <Skeleton height={92} />
            <Skeleton height={200} />
          </>
        )}
        {found && (
          <>
            <Tiles storage={found} />
            <Panel
              title="What does each site hold?"
              lead="All sites of this server share the disk. Bytes are of runs, dead letters and what waits in the log."
            >
              {found.sites.length > 0 ? (
                <SitesTable sites={found.sites} timezone={timezone} />
              ) : (
                <Empty title="No site holds anything yet">
                  <p>As soon as an event comes in or a file is imported, its site stands here.</p>
                </Empty>
              )}
            </Panel>
            <CompactionState compaction={found.compaction ?? null} timezone={timezone} />
            <QuarantineList storage={found} timezone={timezone} />
          </>
        )}
      </div>
    </>
  );
}
