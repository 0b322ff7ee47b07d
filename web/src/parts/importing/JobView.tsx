import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ApiFailure } from "../../api/failure";
import { cancelJob, isOver, useImportJob } from "../../api/importing";
import { useChange } from "../../api/resources";
import type { Site } from "../../api/types";
import { Button } from "../../ui/Button";
import { Progress } from "../../ui/Progress";
import { Empty, Fault, Skeleton } from "../../ui/States";
import { say } from "../../ui/toast";
import styles from "./Importing.module.css";
import { ImportOutcome } from "./ImportOutcome";
import { jobShare, jobWords, stateWords } from "./progress";

/** An import under way, or what came of it. */
export function JobView({ site, job: id, onLeave }: { site: Site; job: string; onLeave: () => void }) {
  const job = useImportJob(site.id, id);
  const client = useQueryClient();
  const cancel = useChange(async () => {
    await cancelJob({ site: site.id, job: id });
    say("The import is cancelled. Nothing of it is stored.");
    onLeave();
  });
  const isDone = job.data !== undefined && isOver(job.data);
  useEffect(() => {
    // What the import brought is in every list and answer from now on; the job itself is known.
    if (isDone) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[2] !== id });
  }, [isDone, client, id]);
  if (job.error instanceof ApiFailure && job.error.status === 404) {
    return (
      <Empty
        title="This import is not known any more"
        action={<Button onPress={onLeave}>Choose a file</Button>}
      >
        <p>
          The server has started again since. An import that had not finished left nothing behind; one that
          had stands in the list of imports.
        </p>
      </Empty>
    );
  }
  if (!job.data)
    return job.error ? (
      <Fault error={job.error} onRetry={() => void job.refetch()} />
    ) : (
      <Skeleton height={120} />
    );
  if (job.data.state === "failed") {
    return (
      <div className={styles.stack}>
        <p>
          <strong>{stateWords(job.data)}.</strong> Nothing of it is stored.
        </p>
        <Fault
          error={
            job.data.error ? new ApiFailure(400, job.data.error) : new Error("It stopped without saying why.")
          }
        />
        <div>
          <Button look="primary" onPress={onLeave}>
            Choose a file
          </Button>
        </div>
      </div>
    );
  }
  if (job.data.state === "done" && job.data.report) {
    return <ImportOutcome site={site} name={job.data.name} report={job.data.report} onLeave={onLeave} />;
  }
  return (
    <div className={styles.stack}>
      <Progress label={stateWords(job.data)} share={jobShare(job.data)} detail={jobWords(job.data)} />
      <p className="faint">
        You may leave this page; the import goes on. It is stored as a whole or not at all.
      </p>
      {cancel.isError && <Fault error={cancel.error} />}
      {job.data.state === "reading" && (
        <div>
          <Button isDisabled={cancel.isPending} onPress={() => cancel.mutate(undefined)}>
            Cancel the import
          </Button>
        </div>
      )}
    </div>
  );
}
