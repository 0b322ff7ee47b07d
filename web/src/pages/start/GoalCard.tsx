import { Star } from "lucide-react";
import { useState } from "react";
import { namesIn } from "../../reports/names";
import { COUNTING_WORDS } from "../../reports/words";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { TextField } from "../../ui/Field";
import { Badge } from "../../ui/States";
import styles from "./Goals.module.css";
import { GoalValue } from "./GoalValue";
import type { GoalDraft, TemplateGoal } from "./goalDrafts";

interface GoalCardProps {
  template: TemplateGoal;
  draft: GoalDraft;
  names: Record<string, string>;
  currency: string;
  fault: string | undefined;
  /** Whether it is the north star; of goals that can be none, nothing. */
  isNorthStar: boolean | undefined;
  onChange: (draft: Partial<GoalDraft>) => void;
  onRename: (from: string, to: string) => void;
  onNorthStar: () => void;
}

/** Where a goal stands on the page. */
export function placeOf(id: string): string {
  return `goal-${id}`;
}

/** One goal of a template. */
export function GoalCard(props: GoalCardProps) {
  const { template, draft, names, currency, fault, isNorthStar, onChange, onRename, onNorthStar } = props;
  const isMacro = template.class === "macro";
  const found = namesIn(template.when);
  // Macros ask for their value, so they are open; of micros there are many, and most stay as they are.
  const [isOpen, setOpen] = useState(isMacro);
  const canEdit = draft.isOn && !draft.exists;
  return (
    <fieldset id={placeOf(template.id)} className={styles.goal} data-off={!draft.isOn || undefined}>
      <legend className="spoken">{draft.name}</legend>
      <div className={styles.top}>
        <Checkbox isSelected={draft.isOn} isDisabled={draft.exists} onChange={(isOn) => onChange({ isOn })}>
          <span className={styles.title}>{draft.name || template.name}</span>
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
          {draft.exists && <Badge tone="good">counts already</Badge>}
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
              aria-label={`${isOpen ? "Close" : "Edit"} ${draft.name || template.name}`}
              onPress={() => setOpen(!isOpen)}
            >
              {isOpen ? "Close" : "Edit"}
            </Button>
          )}
          {isNorthStar === false && draft.isOn && (
            <Button size="small" look="quiet" onPress={onNorthStar}>
              Make it the north star
            </Button>
          )}
        </span>
      </div>
      {isOpen && canEdit && (
        <div className={styles.fields}>
          <TextField label="Name" value={draft.name} onChange={(name) => onChange({ name })} />
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
              draft={draft}
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
