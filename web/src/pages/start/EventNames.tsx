import { useState } from "react";
import { saveFunnel, saveGoal, useChange } from "../../api/resources";
import type { Funnel, Goal } from "../../api/types";
import { count } from "../../format/number";
import { renamed } from "../../reports/names";
import type { Unseen } from "../../reports/unseen";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Select } from "../../ui/Select";
import { Fault } from "../../ui/States";
import styles from "./EventNames.module.css";

interface EventNamesProps {
  site: string;
  goals: Goal[];
  funnels: Funnel[];
  unseen: Unseen[];
  /** The events that came, with how often. */
  came: { event: string; events: number }[];
}

const NONE = " ";

/** Goals wait for names that the site does not send: here one says what it calls them. */
export function EventNames({ site, goals, funnels, unseen, came }: EventNamesProps) {
  const [own, setOwn] = useState<Record<string, string>>({});
  const save = useChange((names: Record<string, string>) => renameAll({ site, goals, funnels, names }));
  const names: Record<string, string> = {};
  for (const { name, guess } of unseen) {
    const chosen = own[name] ?? guess ?? NONE;
    if (chosen !== NONE) names[name] = chosen;
  }
  const choices = [
    { id: NONE, name: "Has not come yet" },
    ...came.map(({ event, events }) => ({ id: event, name: event, aside: count(events) })),
  ];
  return (
    <Panel
      title="What does your site call them?"
      lead="Your goals and the funnel wait for names that have not come. Goals count all history, so the answer is there at once."
    >
      <ul className={styles.names}>
        {unseen.map(({ name, usedBy }) => (
          <li key={name}>
            <span className={styles.name}>
              <code>{name}</code>
              <span className="faint">{usedBy.join(", ")}</span>
            </span>
            <Select
              label={`Your event for ${name}`}
              isLabelHidden
              choices={choices}
              value={own[name] ?? names[name] ?? NONE}
              onChange={(event) => setOwn({ ...own, [name]: event })}
            />
          </li>
        ))}
      </ul>
      {save.isError && <Fault error={save.error} />}
      <div>
        <Button
          look="primary"
          isDisabled={save.isPending || Object.keys(names).length === 0}
          onPress={() => save.mutate(names, { onSuccess: () => setOwn({}) })}
        >
          Count these
        </Button>
      </div>
    </Panel>
  );
}

interface Renaming {
  site: string;
  goals: Goal[];
  funnels: Funnel[];
  names: Record<string, string>;
}

/** A new version of each goal and funnel that speaks of one of the names. */
async function renameAll({ site, goals, funnels, names }: Renaming) {
  const isOther = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  for (const goal of goals) {
    const when = renamed(goal.when, names);
    if (isOther(when, goal.when)) await saveGoal({ site, goal: { ...goal, when }, isNew: false });
  }
  for (const funnel of funnels) {
    const { steps, exclusions = [] } = funnel;
    const next = renamed({ steps, exclusions }, names);
    if (isOther(next, { steps, exclusions }))
      await saveFunnel({ site, funnel: { ...funnel, ...next }, isNew: false });
  }
}
