import { Plus } from "lucide-react";
import { useState } from "react";
import { changeSite } from "../../api/administration";
import { useChange } from "../../api/resources";
import { useExpiryCount } from "../../api/retention";
import type { SiteDetails } from "../../api/types";
import { counted } from "../../format/number";
import {
  consequence,
  draftOf,
  faultOfEvent,
  goesSoon,
  isSame,
  MOST_RULES,
  retentionOf,
} from "../../reports/retention";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Fault, Note } from "../../ui/States";
import { say } from "../../ui/toast";
import { ConfirmExpiry } from "./ConfirmExpiry";
import { KeptFor, KeptRule } from "./KeptFields";
import styles from "./Settings.module.css";

/** How long events are kept. What would go is counted before it is saved, and said once more before it goes. */
export function RetentionForm({ site }: { site: SiteDetails }) {
  const [draft, setDraft] = useState(() => draftOf(site.retention));
  const [isAsking, setAsking] = useState(false);
  const retention = retentionOf(draft);
  const isChanged = retention === undefined || !isSame(retention, site.retention);
  const counting = useExpiryCount(site.id, isChanged ? retention : undefined);
  const save = useChange(() => changeSite({ site: site.id, change: { retention: retention ?? null } }));
  const { rules } = draft;
  const commit = () =>
    save.mutate(undefined, {
      onSuccess: () => {
        setAsking(false);
        say("How long events are kept is changed.");
      },
    });
  const mayGo = counting.data ? goesSoon(counting.data) : 0;
  return (
    <Panel
      id="retention"
      title="How long are events kept?"
      lead={
        <>
          Once a day the server takes out what is older, for good. Conversions and revenue of that time go
          too.{" "}
          <a href="/docs/concepts/retention" target="_blank" rel="noreferrer">
            What goes and what stays
          </a>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isChanged || !counting.data || save.isPending) return;
          if (mayGo > 0) setAsking(true);
          else commit();
        }}
      >
        <KeptFor
          label="Events are kept"
          days={draft.days}
          onChange={(days) => setDraft({ ...draft, days })}
        />
        {rules.map((rule, place) => (
          <KeptRule
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place
            key={place}
            rule={rule}
            name={rule.event === "" ? `event ${place + 1}` : rule.event}
            error={faultOfEvent(rules, place)}
            events={site.catalogue.map(({ event }) => event)}
            onChange={(next) =>
              setDraft({ ...draft, rules: rules.map((old, other) => (other === place ? next : old)) })
            }
            onRemove={() => setDraft({ ...draft, rules: rules.filter((_, other) => other !== place) })}
          />
        ))}
        {rules.length < MOST_RULES && (
          <div>
            <Button
              size="small"
              look="quiet"
              onPress={() => setDraft({ ...draft, rules: [...rules, { event: "", days: 30 }] })}
            >
              <Plus aria-hidden />
              Keep one event longer or shorter
            </Button>
          </div>
        )}
        {isChanged && counting.data && (
          <Note tone={mayGo > 0 ? "warn" : "plain"}>{consequence(counting.data, site.events)}</Note>
        )}
        {counting.isError && <Fault error={counting.error} onRetry={() => void counting.refetch()} />}
        {save.isError && <Fault error={save.error} />}
        <div className={styles.actions}>
          <Button
            type="submit"
            look="primary"
            isDisabled={!isChanged || !counting.data || counting.isFetching || save.isPending}
          >
            {save.isPending ? "Saving" : counting.isFetching ? "Counting" : mayGo > 0 ? "Save…" : "Save"}
          </Button>
          {isChanged && (
            <Button look="quiet" onPress={() => setDraft(draftOf(site.retention))}>
              Leave it as it was
            </Button>
          )}
          {rules.some(({ event }) => event === "") && (
            <span className="soft">Say which event is kept longer or shorter.</span>
          )}
        </div>
      </form>
      <ConfirmExpiry
        events={counted(mayGo, "event")}
        isOpen={isAsking}
        isSaving={save.isPending}
        error={save.error}
        onClose={() => setAsking(false)}
        onConfirm={commit}
      />
    </Panel>
  );
}
