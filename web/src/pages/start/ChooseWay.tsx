import { Cable, Store } from "lucide-react";
import { Button } from "react-aria-components";
import { Fault } from "../../ui/States";
import styles from "./ChooseWay.module.css";
import type { Place } from "./steps";
import { usePlantDemo } from "./usePlantDemo";

/** Where it begins: look around in a shop that is there, or bring one's own site. */
export function ChooseWay({ go }: { go: (place: Place) => void }) {
  const plant = usePlantDemo(go);
  return (
    <>
      <title>Start · Cairn</title>
      <header className={styles.head}>
        <h1>Which steps lead to the outcomes that pay your bills?</h1>
        <p>
          Cairn answers that from what people do on your site, and keeps every event on your own machine.
          Begin with a shop that is there already, or with your own.
        </p>
      </header>
      <div className={styles.ways}>
        <Button className={styles.way ?? ""} isDisabled={plant.isPending} onPress={() => plant.mutate()}>
          <Store aria-hidden />
          <span className={styles.name}>Try the demo shop</span>
          <span className={styles.about}>
            Four months of a made-up shop with findings hidden in it, known to the last order. It comes as a
            site of its own.
          </span>
        </Button>
        <Button className={styles.way ?? ""} onPress={() => go({ step: "model" })}>
          <Cable aria-hidden />
          <span className={styles.name}>Connect my site</span>
          <span className={styles.about}>
            Say what your business is, keep the goals that fit, and send events from pages, a server or a
            file.
          </span>
        </Button>
      </div>
      {plant.isError && <Fault error={plant.error} onRetry={() => plant.mutate()} />}
    </>
  );
}
