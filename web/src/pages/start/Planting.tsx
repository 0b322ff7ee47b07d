import { useEffect } from "react";
import { DEMO } from "../../api/demo";
import { ApiFailure } from "../../api/failure";
import { useImportJob } from "../../api/importing";
import { jobShare, jobWords, stateWords } from "../../parts/importing/progress";
import { Button } from "../../ui/Button";
import { Progress } from "../../ui/Progress";
import { Empty, Fault, Note, Skeleton } from "../../ui/States";
import { standingOf } from "./planting";
import styles from "./Start.module.css";
import { useEnterDemo } from "./usePlantDemo";

/** The demo shop on its way: how far it is, then the shop itself, or why it did not come. */
export function Planting({ job: id, onAgain }: { job: string; onAgain: () => void }) {
  const job = useImportJob(DEMO, id);
  const enter = useEnterDemo();
  const standing = job.data && standingOf(job.data);
  useEffect(() => {
    if (standing === "there") enter();
  }, [standing, enter]);
  if (job.error instanceof ApiFailure && job.error.status === 404) {
    return (
      <Empty
        title="This planting is not known any more"
        action={
          <Button look="primary" onPress={onAgain}>
            Try the demo shop
          </Button>
        }
      >
        <p>The server has started again since. If the shop had come by then, this leads to it.</p>
      </Empty>
    );
  }
  if (!job.data)
    return job.error ? (
      <Fault error={job.error} onRetry={() => void job.refetch()} />
    ) : (
      <Skeleton height={60} />
    );
  if (standing === "failed") {
    const error = job.data.error
      ? new ApiFailure(400, job.data.error)
      : new Error("It stopped without saying why.");
    return (
      <>
        <p>The shop was not planted. Nothing of it is stored.</p>
        <Fault error={error} onRetry={onAgain} />
      </>
    );
  }
  if (standing === "incomplete") {
    return (
      <>
        {job.data.report?.warnings.map((warning) => (
          <Note key={warning} tone="warn">
            {warning}
          </Note>
        ))}
        <div className={styles.foot}>
          <Button look="primary" onPress={onAgain}>
            Add what is missing
          </Button>
          <Button onPress={enter}>Go to the shop as it is</Button>
        </div>
      </>
    );
  }
  const label = job.isError
    ? "The server can't be reached; asking again"
    : stateWords({ ...job.data, name: "the demo shop" });
  return (
    <>
      <Progress label={label} share={jobShare(job.data)} detail={jobWords(job.data)} />
      <p className="faint">You may leave this page; the shop comes all the same.</p>
    </>
  );
}
