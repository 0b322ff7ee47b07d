import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useState } from "react";
import { useSite } from "../../api/resources";
import { common, rangeWords, type View } from "../../app/view";
import { count, counted } from "../../format/number";
import { PersonsList, usePersons } from "../../parts/people/PersonsList";
import { Button } from "../../ui/Button";
import { Combo } from "../../ui/Combo";
import { TextField } from "../../ui/Field";
import { PageHead } from "../../ui/PageHead";
import { Panel } from "../../ui/Panel";
import { Empty } from "../../ui/States";
import styles from "./People.module.css";

interface Looking extends View {
  did?: string;
}

/** Who was there: everybody who did something in the time, and the way to one whose id one has. */
export function People() {
  const { site } = useParams({ from: "/sites/$site" });
  const search = useSearch({ strict: false }) as Looking;
  const navigate = useNavigate();
  const did = search.did ?? "*";
  const { compare: _, ...asked } = common(search);
  const persons = usePersons(site, {
    kind: "persons",
    of: { kind: "trend", event: did, interval: "month", ...asked } as never,
    cell: {},
  });
  const { answer } = persons;
  const choose = (event: string) =>
    void navigate({
      to: "/sites/$site/people",
      params: { site },
      search: ((old: Looking) => ({
        ...old,
        did: event === "any event" || event === "" ? undefined : event,
      })) as never,
    });
  const what = did === "*" ? "did something" : `did ${did}`;
  return (
    <>
      <PageHead title="Who was there?">
        {answer.data && (
          <p>
            {answer.data.total === 0 ? "Nobody" : counted(answer.data.total, "person")}{" "}
            {answer.data.total === 0 && did === "*" ? "did anything" : what} in {rangeWords(search)}.
          </p>
        )}
      </PageHead>
      <Panel>
        <div className={styles.tools}>
          <FindById site={site} />
          <DidField site={site} value={did === "*" ? "" : did} onChoose={choose} />
        </div>
        <PersonsList
          site={site}
          {...persons}
          nobody={
            <Empty title="Nobody is in this list">
              <p>
                Choose a longer time above, or another event
                {search.population ? ", or look at everybody" : ""}. Where nothing has come in yet, Data
                health says so.
              </p>
            </Empty>
          }
        />
      </Panel>
    </>
  );
}

function FindById({ site }: { site: string }) {
  const [id, setId] = useState("");
  const navigate = useNavigate();
  return (
    <form
      className={`${styles.tools} ${styles.grow}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== "") {
          void navigate({
            to: "/sites/$site/people/$person",
            params: { site, person: id.trim() },
            search: (old) => old as never,
          });
        }
      }}
    >
      <div className={styles.grow}>
        <TextField label="Find by user id or anonymous id" value={id} onChange={setId} placeholder="u441" />
      </div>
      <Button type="submit">
        <Search aria-hidden />
        Find
      </Button>
    </form>
  );
}

function DidField({
  site,
  value,
  onChoose,
}: {
  site: string;
  value: string;
  onChoose: (event: string) => void;
}) {
  const details = useSite(site);
  const [text, setText] = useState(value);
  const known = details.data?.catalogue ?? [];
  const isKnown = (name: string) =>
    name === "" || name === "any event" || known.some((entry) => entry.event === name);
  return (
    <div className={styles.grow}>
      <Combo
        label="Who did"
        value={text}
        placeholder="any event"
        onChange={(next) => {
          setText(next);
          if (isKnown(next)) onChoose(next);
        }}
        choices={[
          { id: "*", name: "any event" },
          ...known.map((entry) => ({ id: entry.event, name: entry.event, aside: count(entry.persons) })),
        ]}
      />
    </div>
  );
}
