import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { changeSite } from "../../api/administration";
import { useBusinessModels, useChange, useGoals } from "../../api/resources";
import type { SiteDetails } from "../../api/types";
import { currencies, zones } from "../../reports/suggestions";
import { Button } from "../../ui/Button";
import { Combo } from "../../ui/Combo";
import { TextField } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { Select } from "../../ui/Select";
import { Fault, Note } from "../../ui/States";
import { say } from "../../ui/toast";
import styles from "./Settings.module.css";
import { changeOf, draftOf, isChanged, primaries } from "./siteChange";

const NONE = "";
const ZONES = zones().map((zone) => ({ id: zone, name: zone }));
const CURRENCIES = currencies();
const WEEKS = [
  { id: "monday", name: "Monday" },
  { id: "sunday", name: "Sunday" },
];

/** What the site is called, and what its numbers are counted by. */
export function SiteForm({ site }: { site: SiteDetails }) {
  const goals = useGoals(site.id);
  const models = useBusinessModels();
  const [draft, setDraft] = useState(() => draftOf(site));
  const save = useChange(() => changeSite({ site: site.id, change: changeOf(draft, site) }));
  const change = (next: Partial<typeof draft>) => setDraft({ ...draft, ...next });
  const stars = primaries(goals.data?.goals.map(({ definition }) => definition) ?? []);
  const isFixed = site.events > 0;
  const hasName = draft.name.trim() !== "";
  return (
    <Panel id="site" title="What is it called, and what does it count by?">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (hasName && isChanged(draft, site) && !save.isPending) {
            save.mutate(undefined, { onSuccess: () => say("The site is changed.") });
          }
        }}
      >
        <TextField
          label="Name"
          value={draft.name}
          onChange={(name) => change({ name })}
          error={hasName ? undefined : "It needs a name."}
        />
        <Select
          label="North star"
          choices={[{ id: NONE, name: "None" }, ...stars.map(({ id, name }) => ({ id, name, aside: id }))]}
          value={draft.north_star ?? NONE}
          onChange={(id) => change({ north_star: id === NONE ? null : id })}
          hint={
            stars.length > 0
              ? "The primary macro that matters most. Home begins with it."
              : "There is no primary macro to choose yet."
          }
          isDisabled={stars.length === 0}
        />
        {goals.isSuccess && stars.length === 0 && (
          <p>
            <Link to="/start" search={{ step: "goals", site: site.id }}>
              Add goals from a template
            </Link>
          </p>
        )}
        <div className={styles.pair}>
          <Select
            label="Business model"
            choices={[{ id: NONE, name: "None" }, ...(models.data?.business_models ?? [])]}
            value={draft.business_model ?? NONE}
            onChange={(id) => change({ business_model: id === NONE ? null : id })}
            hint="Which template is offered; goals stay as they are."
          />
          <Select
            label="Weeks begin on"
            choices={WEEKS}
            value={draft.week_start}
            onChange={(week_start) => change({ week_start })}
            hint="Weekly numbers are counted anew."
          />
        </div>
        {isFixed ? (
          <Note>
            Time zone ({site.timezone}), currency ({site.currency}) and id ({site.id}) can't be changed:
            events are stored by them. Another site may have others.
          </Note>
        ) : (
          <div className={styles.pair}>
            <Combo
              label="Time zone"
              choices={ZONES}
              value={draft.timezone}
              onChange={(timezone) => change({ timezone })}
              hint="Fixed once there are events."
            />
            <Combo
              label="Currency"
              choices={CURRENCIES}
              value={draft.currency}
              onChange={(currency) => change({ currency: currency.toUpperCase() })}
              hint="Fixed once there are events."
            />
          </div>
        )}
        {save.isError && <Fault error={save.error} />}
        <div className={styles.actions}>
          <Button
            type="submit"
            look="primary"
            isDisabled={!hasName || !isChanged(draft, site) || save.isPending}
          >
            {save.isPending ? "Saving" : "Save"}
          </Button>
          {isChanged(draft, site) && (
            <Button look="quiet" onPress={() => setDraft(draftOf(site))}>
              Leave it as it was
            </Button>
          )}
        </div>
      </form>
    </Panel>
  );
}
