import type { Goal } from "../../api/types";
import { MOST_PRIMARY } from "../../reports/goalDraft";
import { Select } from "../../ui/Select";
import { Note } from "../../ui/States";

interface DemotionProps {
  /** How many have to make room. */
  needed: number;
  /** Those that could. */
  choices: Goal[];
  chosen: string[];
  onChoose: (ids: string[]) => void;
}

/** Three primary macros are the most: who wants more says which make room. */
export function Demotion({ needed, choices, chosen, onChoose }: DemotionProps) {
  if (needed === 0 || needed > choices.length) return null;
  return (
    <Note tone="warn">
      <p>
        These would be {MOST_PRIMARY + needed} primary macros. Who measures by everything measures by nothing:
        choose {needed === 1 ? "one that becomes a lifecycle macro" : "which become lifecycle macros"}. It
        goes on being counted.
      </p>
      {Array.from({ length: needed }, (_, place) => (
        <Select
          // biome-ignore lint/suspicious/noArrayIndexKey: a choice is its place
          key={place}
          label={place === 0 ? "Makes room" : "Makes room, too"}
          choices={choices
            .filter(({ id }) => !chosen.includes(id) || chosen[place] === id)
            .map((goal) => ({ id: goal.id, name: goal.name }))}
          value={chosen[place] ?? null}
          onChange={(id) => onChoose(Object.assign([...chosen], { [place]: id }))}
        />
      ))}
    </Note>
  );
}
