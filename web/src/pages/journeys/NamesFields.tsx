import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useProperties } from "../../api/resources";
import asking from "../../parts/asking/asking.module.css";
import { type FlowDraft, PATH } from "../../reports/flow";
import type { Clean } from "../../reports/flowClean";
import { Button } from "../../ui/Button";
import { Combo } from "../../ui/Combo";
import { TextField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import styles from "./Journeys.module.css";
import { NamesField } from "./NamesField";

interface NamesFieldsProps {
  site: string;
  draft: FlowDraft;
  events: string[];
  onChange: (draft: FlowDraft) => void;
}

const CALLED = [
  { id: "name", name: "Their names" },
  { id: "path", name: "Their names, page views by their path" },
  { id: "property", name: "The value of a property" },
];

function calledOf({ by }: FlowDraft): string {
  if (!by) return "name";
  return by.property === PATH && by.events.join() === "pageview" ? "path" : "property";
}

/** What events are called, and which names are on a path. */
export function NamesFields({ site, draft, events, onChange }: NamesFieldsProps) {
  const { by, clean } = draft;
  const properties = useProperties(site);
  const known = properties.data?.properties ?? [];
  // What is chosen stays so while the property has no name yet, or happens to be the path.
  const [called, setCalled] = useState(() => calledOf(draft));
  const shown = by === null ? "name" : called === "name" ? calledOf(draft) : called;
  const values = by ? (known.find(({ property }) => property === by.property)?.values ?? []) : [];
  const names = [...new Set([...events, ...values.map(({ value }) => String(value))])];
  const isCleaned = clean.hide.length + clean.only.length + clean.merge.length > 0;
  // Open at first where something is said; then it stays as the reader leaves it.
  const [isOpen] = useState(isCleaned || by !== null);
  const setClean = (part: Partial<Clean>) => onChange({ ...draft, clean: { ...clean, ...part } });
  const choose = (id: string) => {
    setCalled(id);
    const path = { property: PATH, events: ["pageview"] };
    onChange({
      ...draft,
      by: id === "name" ? null : id === "path" ? path : { property: "", events: [] },
    });
  };
  return (
    <details className={styles.more} open={isOpen}>
      <summary>
        Names <span className="faint">what events are called, which are left out, which are one</span>
      </summary>
      <div className={styles.moreFields}>
        <div className={asking.columns}>
          <div className={asking.column}>
            <Select label="Events are called by" choices={CALLED} value={shown} onChange={choose} />
            {by && shown === "property" && (
              <>
                <Combo
                  label="Property"
                  value={by.property}
                  onChange={(property) => onChange({ ...draft, by: { ...by, property } })}
                  choices={known.map((one) => ({ id: one.property, name: one.property, aside: one.kind }))}
                  hint="Where it is not set, an event keeps its name."
                />
                <NamesField
                  label="Of these events"
                  hint="All of them, unless you name some."
                  names={by.events}
                  choices={events}
                  onChange={(of) => onChange({ ...draft, by: { ...by, events: of } })}
                />
              </>
            )}
            <NamesField
              label="Hide"
              hint="These names are left out of paths."
              names={clean.hide}
              choices={names}
              refusal={(name) => (clean.only.includes(name) ? "It is one of the only names." : undefined)}
              onChange={(hide) => setClean({ hide })}
            />
            <NamesField
              label="Only"
              hint="All other names are left out."
              names={clean.only}
              choices={names}
              refusal={(name) => (clean.hide.includes(name) ? "It is hidden." : undefined)}
              onChange={(only) => setClean({ only })}
            />
          </div>
          <div className={asking.column}>
            <p className={asking.label}>Merge</p>
            {clean.merge.map((merge, place) => {
              const put = (next: typeof merge) =>
                setClean({ merge: clean.merge.map((old, other) => (other === place ? next : old)) });
              const isTaken = (name: string) =>
                clean.merge.some((one, other) => other !== place && one.names.includes(name));
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a merge is its place
                <div key={place} className={styles.merge}>
                  <NamesField
                    label={`Merge ${place + 1}: names`}
                    names={merge.names}
                    choices={names}
                    refusal={(name) => {
                      if (isTaken(name)) return "It is merged already.";
                      const isOut = clean.only.length > 0 && !clean.only.includes(name);
                      return clean.hide.includes(name) || isOut ? "It is left out." : undefined;
                    }}
                    onChange={(next) => put({ ...merge, names: next })}
                  />
                  <div className={styles.mergeAs}>
                    <TextField
                      label={`Merge ${place + 1}: called`}
                      value={merge.as}
                      error={merge.names.length > 0 && merge.as === "" ? "It needs a name." : undefined}
                      onChange={(as) => put({ ...merge, as })}
                    />
                    <Button
                      look="quiet"
                      size="small"
                      aria-label={`Merge ${place + 1}: remove`}
                      onPress={() => setClean({ merge: clean.merge.filter((_, other) => other !== place) })}
                    >
                      <Trash2 aria-hidden />
                    </Button>
                  </div>
                </div>
              );
            })}
            <div>
              <Button
                size="small"
                onPress={() => setClean({ merge: [...clean.merge, { as: "", names: [] }] })}
              >
                <Plus aria-hidden />
                Make several names one
              </Button>
            </div>
          </div>
        </div>
      </div>
    </details>
  );
}
