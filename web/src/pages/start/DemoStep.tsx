import { Link } from "@tanstack/react-router";
import { Button } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Fault } from "../../ui/States";
import { Planting } from "./Planting";
import styles from "./Start.module.css";
import type { Place } from "./steps";
import { usePlantDemo } from "./usePlantDemo";

/** Plants the demo shop and goes there; the job that plants it stands in the address. */
export function DemoStep({ job, go }: { job: string | undefined; go: (place: Place) => void }) {
  const plant = usePlantDemo(go);
  const title = job ? "The demo shop is being planted" : "Do you want to look around in a shop first?";
  return (
    <div className={styles.form}>
      <PageHead title={title}>
        Four months of a made-up shop, as a site of its own. This page goes there by itself when it is ready.
        Your own sites are not touched.
      </PageHead>
      {job ? (
        <Planting key={job} job={job} onAgain={() => plant.mutate()} />
      ) : (
        <div>
          <Button look="primary" isDisabled={plant.isPending} onPress={() => plant.mutate()}>
            Try the demo shop
          </Button>
        </div>
      )}
      {plant.isError && <Fault error={plant.error} onRetry={() => plant.mutate()} />}
      {!job && (
        <p className="soft">
          Or <code>cairn demo</code> on the server's machine.
        </p>
      )}
      <p>
        <Link to="/start" search={{}}>
          Back
        </Link>
      </p>
    </div>
  );
}
