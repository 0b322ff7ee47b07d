import { Plus, Trash2 } from "lucide-react";
import type { ApiFailure } from "../../api/failure";
import type { Condition } from "../../api/populations";
import type { Goal } from "../../api/types";
import {
  conditionOfGroup,
  emptyCondition,
  type Group,
  groupOf,
  leavesIn,
  MOST_LEAVES,
} from "../../reports/population";
import { conditionOf, leafOf } from "../../reports/populationLeaf";
import { conditionWords } from "../../reports/populationWords";
import { Button } from "../../ui/Button";
import { Segmented } from "../../ui/Segmented";
import { Fault } from "../../ui/States";
import { JsonField } from "./JsonField";
import { LeafField } from "./LeafField";
import styles from "./Populations.module.css";

/** What the server refuses, and in which condition: places from outside inwards. */
export interface Placed {
  places: number[];
  error: ApiFailure;
}

interface GroupFieldProps {
  site: string;
  /** "Condition" outside, "Condition 2" for what lies in the second. */
  label: string;
  group: Group;
  goals: Goal[];
  currency: string;
  placed: Placed | undefined;
  isInside?: boolean;
  onChange: (group: Group) => void;
}

const KINDS = [
  { id: "all", name: "All of these" },
  { id: "any", name: "Any of these" },
];

/** Conditions under each other, of which all hold or any. Groups inside are as deep as fields go. */
export function GroupField(props: GroupFieldProps) {
  const { site, label, group, goals, currency, placed, isInside, onChange } = props;
  const { of, conditions } = group;
  const set = (next: Condition[]) => onChange({ of, conditions: next });
  const isFull = leavesIn(conditionOfGroup(group)) >= MOST_LEAVES;
  const other = of === "all" ? "any" : "all";
  return (
    <div className={styles.group}>
      {(conditions.length > 1 || isInside) && (
        <Segmented
          label={isInside ? `${label}: how many hold` : "How many conditions hold"}
          choices={KINDS}
          value={of}
          onChange={(id) => onChange({ of: id as Group["of"], conditions })}
        />
      )}
      <ol className={styles.conditions}>
        {conditions.map((condition, place) => {
          const name = isInside ? `${label}.${place + 1}` : `${label} ${place + 1}`;
          const here = placed?.places[0] === place ? placed : undefined;
          const change = (next: Condition) =>
            set(conditions.map((old, other) => (other === place ? next : old)));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place
            <li key={place} className={styles.condition} aria-label={name}>
              <div className={styles.body}>
                {place > 0 && <p className={styles.joint}>{of === "all" ? "and" : "or"}</p>}
                <ConditionField
                  site={site}
                  label={name}
                  goals={goals}
                  currency={currency}
                  placed={here}
                  isInside={isInside ?? false}
                  condition={condition}
                  onChange={change}
                />
              </div>
              <Button
                look="quiet"
                size="small"
                isDisabled={conditions.length === 1 && !isInside}
                onPress={() => set(conditions.filter((_, other) => other !== place))}
                aria-label={`Remove ${name.toLowerCase()}`}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          );
        })}
      </ol>
      <div className={styles.adding}>
        <Button
          size="small"
          isDisabled={isFull}
          aria-label={isInside ? `Add a condition to ${label.toLowerCase()}` : "Add a condition"}
          onPress={() => set([...conditions, emptyCondition()])}
        >
          <Plus aria-hidden />
          Add a condition
        </Button>
        {!isInside && (
          <Button
            size="small"
            look="quiet"
            isDisabled={isFull}
            onPress={() =>
              set([...conditions, conditionOfGroup({ of: other, conditions: [emptyCondition()] })])
            }
          >
            <Plus aria-hidden />
            {other === "any" ? "Add a group: any of several" : "Add a group: all of several"}
          </Button>
        )}
        {isFull && <span className="faint">{MOST_LEAVES} conditions are the most.</span>}
      </div>
    </div>
  );
}

interface ConditionFieldProps extends Omit<GroupFieldProps, "group" | "onChange"> {
  condition: Condition;
  onChange: (condition: Condition) => void;
}

/** One condition: a group inside, a sentence of fields, or words where no fields can say it. */
function ConditionField({ condition, onChange, isInside, ...rest }: ConditionFieldProps) {
  const { site, label, goals, currency, placed } = rest;
  const group = isInside ? null : groupOf(condition);
  if (group) {
    const inner =
      placed && placed.places.length > 1 ? { ...placed, places: placed.places.slice(1) } : undefined;
    return (
      <>
        <GroupField
          {...rest}
          group={group}
          placed={inner}
          isInside
          onChange={(next) => onChange(conditionOfGroup(next))}
        />
        {placed && !inner && <Fault error={placed.error} />}
      </>
    );
  }
  const leaf = leafOf(condition);
  return (
    <>
      {leaf ? (
        <LeafField
          site={site}
          label={label}
          leaf={leaf}
          goals={goals}
          currency={currency}
          onChange={(next) => onChange(conditionOf(next))}
        />
      ) : (
        <>
          <p>{conditionWords(condition, goals)}</p>
          <p className="faint">
            The fields here can't say this: groups lie deeper, or it asks for more than a line of them can. It
            counts as it stands and can be changed as JSON.
          </p>
          <JsonField label={`${label} as JSON`} condition={condition} onChange={onChange} />
        </>
      )}
      {placed && <Fault error={placed.error} />}
    </>
  );
}
