import { Trash2 } from "lucide-react";
import { useSite } from "../../api/resources";
import type { Goal, StepRule } from "../../api/types";
import { FilterBar } from "../../app/FilterBar";
import { Button } from "../../ui/Button";
import { Combo } from "../../ui/Combo";
import { TextField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import styles from "./RuleField.module.css";

type Kind = "event" | "page" | "goal";

const KINDS: { id: Kind; name: string }[] = [
  { id: "event", name: "Event" },
  { id: "page", name: "Page" },
  { id: "goal", name: "Goal" },
];

const MATCHES = [
  { id: "exact", name: "exactly" },
  { id: "prefix", name: "begins with" },
  { id: "regex", name: "expression" },
];

interface RuleFieldProps {
  site: string;
  label: string;
  rule: StepRule;
  goals: Goal[];
  onChange: (rule: StepRule) => void;
  onRemove?: (() => void) | undefined;
}

/** What counts: an event, a page or a goal, with conditions. */
export function RuleField({ site, label, rule, goals, onChange, onRemove }: RuleFieldProps) {
  const kind: Kind = rule.goal !== undefined ? "goal" : rule.page ? "page" : "event";
  const kept = rule.filters ? { filters: rule.filters } : {};
  const change = (next: Kind) => {
    if (next === "goal") onChange({ goal: goals[0]?.id ?? "", ...kept });
    else if (next === "page") onChange({ page: { path: "", match: "exact" }, ...kept });
    else onChange({ event: "", ...kept });
  };
  return (
    <div className={styles.place}>
      <div className={styles.rule}>
        <Select
          label={`${label}: what it takes`}
          isLabelHidden
          choices={KINDS.filter(({ id }) => id !== "goal" || goals.length > 0)}
          value={kind}
          onChange={(id) => change(id as Kind)}
        />
        {kind === "event" && (
          <EventField site={site} label={`${label}: event`} rule={rule} onChange={onChange} />
        )}
        {kind === "page" && rule.page && (
          <div className={styles.path}>
            <TextField
              label={`${label}: path`}
              isLabelHidden
              placeholder="/checkout"
              value={rule.page.path}
              onChange={(path) => onChange({ ...rule, page: { match: rule.page?.match ?? "exact", path } })}
            />
            <Select
              label={`${label}: how the path fits`}
              isLabelHidden
              choices={MATCHES}
              value={rule.page.match ?? "exact"}
              onChange={(match) =>
                onChange({ ...rule, page: { path: rule.page?.path ?? "", match: match as "exact" } })
              }
            />
          </div>
        )}
        {kind === "goal" && (
          <Select
            label={`${label}: goal`}
            isLabelHidden
            choices={goals.map((goal) => ({ id: goal.id, name: goal.name, aside: goal.class }))}
            value={rule.goal ?? null}
            onChange={(goal) => onChange({ ...rule, goal })}
          />
        )}
        <div className={styles.buttons}>
          <FilterBar
            site={site}
            name="only where"
            filters={rule.filters ?? []}
            onChange={(filters) => {
              const { filters: _, ...rest } = rule;
              onChange(filters.length > 0 ? { ...rest, filters } : rest);
            }}
          />
          {onRemove && (
            <Button look="quiet" size="small" onPress={onRemove} aria-label={`${label}: remove`}>
              <Trash2 aria-hidden />
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

interface EventFieldProps {
  site: string;
  label: string;
  rule: StepRule;
  onChange: (rule: StepRule) => void;
}

function EventField({ site, label, rule, onChange }: EventFieldProps) {
  const details = useSite(site);
  const known = details.data?.catalogue ?? [];
  return (
    <Combo
      label={label}
      isLabelHidden
      placeholder="Name of the event"
      value={rule.event === "*" ? "any event" : (rule.event ?? "")}
      onChange={(text) => onChange({ ...rule, event: text === "any event" ? "*" : text })}
      choices={[
        ...known.map((entry) => ({
          id: entry.event,
          name: entry.event,
          aside: entry.events.toLocaleString(),
        })),
        { id: "*", name: "any event" },
      ]}
    />
  );
}
