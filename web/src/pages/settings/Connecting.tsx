import { useState } from "react";
import type { SiteDetails } from "../../api/types";
import { FromServer } from "../../parts/connecting/FromServer";
import { OnPages } from "../../parts/connecting/OnPages";
import { useEventsToSend } from "../../parts/connecting/useEventsToSend";
import { WithWriteKey } from "../../parts/connecting/WithWriteKey";
import { LinkButton } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Tabs } from "../../ui/Tabs";

/** How events come in, once more. */
export function Connecting({ site }: { site: SiteDetails }) {
  const [way, setWay] = useState("pages");
  const events = useEventsToSend(site);
  return (
    <Panel
      id="connecting"
      title="How do events come in?"
      actions={
        <LinkButton
          size="small"
          look="quiet"
          to="/sites/$site/data-health"
          params={{ site: site.id }}
          hash="imports"
        >
          Import a file
        </LinkButton>
      }
    >
      <WithWriteKey site={site.id}>
        {(key) => (
          <Tabs
            label="Ways"
            value={way}
            onChange={setWay}
            tabs={[
              {
                id: "pages",
                name: "On my pages",
                content: <OnPages writeKey={key} events={events} currency={site.currency} />,
              },
              {
                id: "server",
                name: "From my server",
                content: (
                  <FromServer site={site.id} writeKey={key} events={events} currency={site.currency} />
                ),
              },
            ]}
          />
        )}
      </WithWriteKey>
    </Panel>
  );
}
