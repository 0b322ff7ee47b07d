import type { Goal } from "../../api/types";
import { Select } from "../../ui/Select";
import { Note } from "../../ui/States";

interface DemotionProps {
  primaries: Goal[];
  chosen: string | null;
  onChoose: (id: string) => void;
}

/** Three primary macros are the most: a fourth asks which of them makes room. */
export function Demotion({ primaries, chosen, onChoose }: DemotionProps) {
  return (
    <Note tone="warn">
      <p>
        This would be the {primaries.length + 1}th primary macro. Who measures by everything measures by
        nothing: choose one that becomes a lifecycle macro. It goes on being counted.
      </p>
      <Select
        label="Makes room"
        choices={primaries.map((goal) => ({ id: goal.id, name: goal.name }))}
        value={chosen}
        onChange={onChoose}
      />
    </Note>
  );
}
