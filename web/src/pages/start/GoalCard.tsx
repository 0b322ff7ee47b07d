import { Star } from "lucide-react";
import { useState } from "react";
import type { GoalDraft } from "../../reports/goalDraft";
import { namesIn } from "../../reports/names";
import type { TemplateDraft, TemplateGoal } from "../../reports/templateDrafts";
import { COUNTING_WORDS } from "../../reports/words";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { TextField } from "../../ui/Field";
import { Badge } from "../../ui/States";
import styles from "./Goals.module.css";
import { GoalValue } from "./GoalValue";

interface GoalCardProps {
  template: TemplateGoal;
  draft: TemplateDraft;
  names: Record<string, string>;
  currency: string;
  fault: string | undefined;
  /** Whether it is the north star; of goals that can be none, nothing. */
  isNorthStar: boolean | undefined;
  onSwitch: (isOn: boolean) => void;
  onChange: (goal: Partial<GoalDraft>) => void;
  onRename: (from: string, to: string) => void;
  onNorthStar: () => void;
}

/** Where a goal stands on the page. */
export function placeOf(id: string): string {
  return `goal-${id}`;
}

/** One goal of a template. */
export function GoalCard(props: GoalCardProps) {
  const { template, draft, names, currency, fault, isNorthStar } = props;
  const { onSwitch, onChange, onRename, onNorthStar } = props;
  const { goal, isOn, exists } = draft;
  const isMacro = template.class === "macro";
  const found = namesIn(template.when);
  // Macros ask for their value, so they are open; of micros there are many, and most stay as they are.
  const [isOpen, setOpen] = useState(isMacro);
  const canEdit = isOn && !exists;
  return (
    <fieldset id={placeOf(template.id)} className={styles.goal} data-off={!isOn || undefined}>
      <legend className="spoken">{goal.name}</legend>
      <div className={styles.top}>
        <Checkbox isSelected={isOn} isDisabled={exists} onChange={onSwitch}>
          <span className={styles.title}>{goal.name || template.name}</span>
          <span className={styles.about}>
            {template.description} Counts {COUNTING_WORDS[template.counting ?? "every"]}.
          </span>
          {!(isOpen && canEdit) && (
            <span className={styles.what}>
              {found.map(({ name }) => (
                <code key={name}>{names[name] ?? name}</code>
              ))}
            </span>
          )}
        </Checkbox>
        <span className={styles.badges}>
          {isMacro && template.kind && <Badge>{template.kind}</Badge>}
          {isMacro && isNorthStar === undefined && <Badge>lifecycle</Badge>}
          {exists && <Badge tone="good">counts already</Badge>}
          {isNorthStar && (
            <Badge tone="accent">
              <Star aria-hidden size={12} /> north star
            </Badge>
          )}
          {!isMacro && canEdit && (
            <Button
              size="small"
              look="quiet"
              aria-expanded={isOpen}
              aria-label={`${isOpen ? "Close" : "Edit"} ${goal.name || template.name}`}
              onPress={() => setOpen(!isOpen)}
            >
              {isOpen ? "Close" : "Edit"}
            </Button>
          )}
          {isNorthStar === false && isOn && (
            <Button size="small" look="quiet" onPress={onNorthStar}>
              Make it the north star
            </Button>
          )}
        </span>
      </div>
      {isOpen && canEdit && (
        <div className={styles.fields}>
          <TextField label="Name" value={goal.name} onChange={(name) => onChange({ name })} />
          {found.map(({ kind, name }) => (
            <TextField
              key={name}
              label={kind === "event" ? "Event" : "Page, by its path"}
              isCode
              value={names[name] ?? name}
              onChange={(text) => onRename(name, text)}
              spellCheck="false"
            />
          ))}
          {isMacro && (
            <GoalValue
              draft={goal}
              hint={template.value_hint ?? undefined}
              currency={currency}
              onChange={onChange}
            />
          )}
        </div>
      )}
      {fault && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
