import { useProperties } from "../../api/resources";
import { SESSION_PROPERTIES } from "../../reports/filters";
import { breakdownOf, type Split, splitOf } from "../../reports/findings";
import { propertyWords } from "../../reports/words";
import { Select } from "../../ui/Select";

interface SplitFieldProps {
  site: string;
  split: Split | undefined;
  /** What stands around says what it is. */
  isLabelHidden?: boolean;
  onSplit: (split: Split | undefined) => void;
}

/** By which property of events or sessions an answer is split. Which of its values counts stays as it is. */
export function SplitField({ site, split, isLabelHidden, onSplit }: SplitFieldProps) {
  const properties = useProperties(site);
  const { take, ...property } = split ?? { property: "" };
  const chosen = split ? splitOf(property) : "";
  const choices = [
    { id: "", name: "no split" },
    ...SESSION_PROPERTIES.map((property) => ({
      id: splitOf({ property, of: "session" }),
      name: propertyWords(property, "session"),
      aside: "session",
    })),
    ...(properties.data?.properties ?? []).map(({ property, kind }) => ({
      id: splitOf({ property }),
      name: propertyWords(property),
      aside: property.startsWith("context.") ? property : kind,
    })),
  ];
  if (split && !choices.some(({ id }) => id === chosen)) choices.push({ id: chosen, name: split.property });
  return (
    <Select
      label="Split by"
      isLabelHidden={isLabelHidden}
      choices={choices}
      value={chosen}
      onChange={(id) => {
        const next = breakdownOf(id);
        onSplit(next && { ...next, ...(take ? { take } : {}) });
      }}
    />
  );
}
