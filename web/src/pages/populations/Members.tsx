import type { PopulationAnswer, PopulationQuestion } from "../../api/populations";
import { counted } from "../../format/number";
import { bucket } from "../../format/time";
import { PersonsList, usePersons } from "../../parts/people/PersonsList";
import { behind } from "../../reports/behind";
import { type Change, changeTitle } from "../../reports/populationWords";
import { Panel } from "../../ui/Panel";
import { Segmented } from "../../ui/Segmented";
import { Select } from "../../ui/Select";
import { Empty } from "../../ui/States";
import type { Picked } from "./PopulationReport";
import styles from "./Populations.module.css";

interface MembersProps {
  site: string;
  question: PopulationQuestion;
  answer: PopulationAnswer;
  name: string;
  picked: Picked;
  onPick: (at: string | undefined, change: string | undefined) => void;
}

const CHANGES: { id: Change; name: string }[] = [
  { id: "members", name: "In it" },
  { id: "entered", name: "Came in" },
  { id: "left", name: "Left" },
];

/** The last point stands for the whole: there is nothing later. */
const LAST = "last";

/** The people: who is in it as of a point, who came in or left in the stretch that ends there. */
export function Members({ site, question, answer, name, picked, onPick }: MembersProps) {
  const { points, now, timezone } = answer;
  const point = points.find(({ start }) => start === picked.at);
  const change = CHANGES.find(({ id }) => id === picked.change)?.id ?? "members";
  // Who came in and who left is asked of a stretch of time: the last one where none is chosen.
  const stretch = point ?? (change === "members" ? undefined : points.at(-1));
  const title = changeTitle(name, change, stretch && bucket(stretch.start, timezone));
  const cell = stretch ? { start: stretch.start, change } : {};
  const persons = usePersons(site, behind(question, now, cell, title).question);
  const total = persons.answer.data?.total;
  return (
    <Panel
      title={title}
      lead={total === undefined ? "…" : `${counted(total, "person", "people")}; a name opens all they did.`}
      actions={
        <>
          <Segmented
            label="Which people"
            choices={CHANGES}
            value={change}
            onChange={(id) => onPick(picked.at, id === "members" ? undefined : id)}
          />
          <div className={styles.picker}>
            <Select
              label="As of"
              isLabelHidden
              choices={[
                {
                  id: LAST,
                  name: change !== "members" ? "the last" : points.at(-1)?.complete ? "at the end" : "now",
                },
                ...points.toReversed().map(({ start, complete }) => ({
                  id: start,
                  name: bucket(start, timezone),
                  ...(complete ? {} : { aside: "not over" }),
                })),
              ]}
              value={point?.start ?? LAST}
              onChange={(id) => onPick(id === LAST ? undefined : id, picked.change)}
            />
          </div>
        </>
      }
    >
      <PersonsList
        site={site}
        {...persons}
        nobody={
          <Empty title={change === "members" ? "Nobody is in it" : "Nobody"}>
            <p>
              {change === "members"
                ? "Nobody has done all this as of then. Ask for less, or look at another point in time."
                : "Nobody did in this stretch of time. Choose another above."}
            </p>
          </Empty>
        }
      />
    </Panel>
  );
}
