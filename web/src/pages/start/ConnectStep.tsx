import { useState } from "react";
import { useBusinessModels, usePulse, useSite } from "../../api/resources";
import { keepValue, keptValue } from "../../reports/kept";
import { firstSentence } from "../../reports/pulse";
import { Button } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Fault, Skeleton } from "../../ui/States";
import { Tabs } from "../../ui/Tabs";
import { ImportWizard } from "../health/importing/ImportWizard";
import { FirstEvent } from "./FirstEvent";
import { FromServer } from "./FromServer";
import { OnPages } from "./OnPages";
import styles from "./Start.module.css";
import { eventsToSend } from "./snippets";
import { WithWriteKey } from "./WithWriteKey";

/** Three ways for events to come, and the pulse that shows the first of them. */
export function ConnectStep({ site, onDone }: { site: string; onDone: () => void }) {
  const details = useSite(site);
  const models = useBusinessModels();
  const pulse = usePulse(site);
  const tabKey = `cairn.start.${site}.way`;
  const [way, setWay] = useState(() => keptValue<string>(tabKey) ?? "pages");
  if (details.isError) return <Fault error={details.error} onRetry={() => void details.refetch()} />;
  if (!details.data) return <Skeleton height={420} />;
  const model = models.data?.business_models.find(({ id }) => id === details.data.business_model);
  const events = eventsToSend(model);
  const { currency } = details.data;
  const hasCome = pulse.data !== undefined && firstSentence(pulse.data) !== undefined;
  return (
    <>
      <PageHead title="How do events reach Cairn?">
        One way is enough to begin with; they go together well, since events of one person join by their ids.
      </PageHead>
      <div className={styles.beside}>
        <Tabs
          label="Ways"
          value={way}
          onChange={(id) => {
            setWay(id);
            keepValue(tabKey, id);
          }}
          tabs={[
            {
              id: "pages",
              name: "On my pages",
              content: (
                <WithWriteKey site={site}>
                  {(key) => <OnPages writeKey={key} events={events} currency={currency} />}
                </WithWriteKey>
              ),
            },
            {
              id: "server",
              name: "From my server",
              content: (
                <WithWriteKey site={site}>
                  {(key) => <FromServer site={site} writeKey={key} events={events} currency={currency} />}
                </WithWriteKey>
              ),
            },
            { id: "file", name: "From a file", content: <ImportWizard site={details.data} /> },
          ]}
        />
        <aside className={styles.stack} aria-label="What has come in">
          <FirstEvent pulse={pulse.data} error={pulse.error} timezone={details.data.timezone} />
          <Button look={hasCome ? "primary" : "plain"} onPress={onDone}>
            {hasCome ? "To the first answer" : "Go on without events"}
          </Button>
        </aside>
      </div>
    </>
  );
}
