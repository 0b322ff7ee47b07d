import { useState } from "react";
import { addSite, makeKey } from "../../api/administration";
import { useChange, useSites } from "../../api/resources";
import { freeIdOf } from "../../reports/ids";
import { currencies, currencyOf, faultOfId, ownZone, weekStartOf, zones } from "../../reports/suggestions";
import { Button } from "../../ui/Button";
import { Combo } from "../../ui/Combo";
import { TextField } from "../../ui/Field";
import { PageHead } from "../../ui/PageHead";
import { Fault } from "../../ui/States";
import styles from "./Start.module.css";

const ZONES = zones().map((zone) => ({ id: zone, name: zone }));
const CURRENCIES = currencies();

/** The site's name and how its days and money are counted. */
export function SiteStep({ model, onMade }: { model: string; onMade: (id: string) => void }) {
  const taken = useSites().data?.sites.map(({ id }) => id) ?? [];
  const [name, setName] = useState("");
  const [ownId, setOwnId] = useState<string | null>(null);
  const [timezone, setTimezone] = useState(ownZone);
  const [currency, setCurrency] = useState(() => currencyOf(navigator.language));
  const [isTried, setTried] = useState(false);
  const id = ownId ?? freeIdOf(name, taken);
  const make = useChange(async () => {
    const business = model === "" ? {} : { business_model: model };
    const week_start = weekStartOf(navigator.language);
    await addSite({ id, name: name.trim(), timezone, currency, week_start, ...business });
    // The key for pages is what the next steps show. Should it fail, they offer to make one.
    await makeKey({ site: id, key: { kind: "write", name: "Pages" } }).catch(() => undefined);
    return id;
  });
  const faults = {
    name: name.trim() === "" ? "What do you call it?" : undefined,
    id: name.trim() === "" ? undefined : faultOfId(id, taken),
    timezone: ZONES.some((zone) => zone.id === timezone)
      ? undefined
      : "No such zone. Type a city to find yours.",
    currency: CURRENCIES.some((one) => one.id === currency) ? undefined : "Three letters, such as EUR.",
  };
  const isWhole = Object.values(faults).every((fault) => fault === undefined);
  const shown: Partial<typeof faults> = isTried ? faults : { id: ownId === null ? undefined : faults.id };
  return (
    <>
      <PageHead title="What is your site called?">
        Zone and currency decide where a day ends and how amounts add up. They stay as they are once events
        are in.
      </PageHead>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isWhole && !make.isPending) make.mutate(undefined, { onSuccess: onMade });
        }}
      >
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          error={shown.name}
          autoFocus
          autoComplete="off"
        />
        <TextField
          label="Id"
          value={id}
          onChange={setOwnId}
          isCode
          error={shown.id}
          hint="Stands in addresses and commands, and can't be changed later."
          autoComplete="off"
          spellCheck="false"
        />
        <div className={styles.pair}>
          <Combo
            label="Time zone"
            choices={ZONES}
            value={timezone}
            onChange={setTimezone}
            error={shown.timezone}
          />
          <Combo
            label="Currency"
            choices={CURRENCIES}
            value={currency}
            onChange={(text) => setCurrency(text.toUpperCase())}
            hint="Guessed from your browser's language; look whether it is yours. It counts for amounts that name none."
            error={shown.currency}
          />
        </div>
        {make.isError && <Fault error={make.error} />}
        <div className={styles.foot}>
          <Button type="submit" look="primary" isDisabled={make.isPending}>
            {make.isPending ? "Adding the site" : "Add the site"}
          </Button>
        </div>
      </form>
    </>
  );
}
