import { useState } from "react";
import type { Pulse } from "../../api/administration";
import type { SiteDetails } from "../../api/types";
import { FromServer } from "../../parts/connecting/FromServer";
import { OnPages } from "../../parts/connecting/OnPages";
import { useEventsToSend } from "../../parts/connecting/useEventsToSend";
import { WithWriteKey } from "../../parts/connecting/WithWriteKey";
import { ImportWizard } from "../../parts/importing/ImportWizard";
import { keepValue, keptValue } from "../../reports/kept";
import { firstSentence } from "../../reports/pulse";
import { Button } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Tabs } from "../../ui/Tabs";
import { FirstEvent } from "./FirstEvent";
import styles from "./Start.module.css";

interface ConnectProps {
  site: SiteDetails;
  pulse: Pulse | undefined;
  error: unknown;
  onDone: () => void;
}

/** The ways at the left, what has come by any of them at the right. */
export function Connect({ site, pulse, error, onDone }: ConnectProps) {
  const key = `cairn.start.${site.id}.way`;
  const [way, setWay] = useState(() => keptValue<string>(key) ?? "pages");
  const events = useEventsToSend(site);
  const hasCome = site.events > 0 || (pulse !== undefined && firstSentence(pulse) !== undefined);
  const code = { events, currency: site.currency };
  const tabs = [
    {
      id: "pages",
      name: "On my pages",
      content: (
        <WithWriteKey site={site.id}>{(writeKey) => <OnPages writeKey={writeKey} {...code} />}</WithWriteKey>
      ),
    },
    {
      id: "server",
      name: "From my server",
      content: (
        <WithWriteKey site={site.id}>
          {(writeKey) => <FromServer site={site.id} writeKey={writeKey} {...code} />}
        </WithWriteKey>
      ),
    },
    { id: "file", name: "From a file", content: <ImportWizard site={site} /> },
  ];
  const choose = (id: string) => {
    setWay(id);
    keepValue(key, id);
  };
  return (
    <>
      <PageHead title="How do events reach Cairn?">
        One way is enough to begin with; they go together well, since events of one person join by their ids.
      </PageHead>
      <div className={styles.beside}>
        <Tabs label="Ways" value={way} onChange={choose} tabs={tabs} />
        <aside className={styles.stack} aria-label="What has come in">
          <FirstEvent pulse={pulse} events={site.events} error={error} timezone={site.timezone} />
          <Button look={hasCome ? "primary" : "plain"} onPress={onDone}>
            {hasCome ? "To the first answer" : "Go on without events"}
          </Button>
        </aside>
      </div>
    </>
  );
}
