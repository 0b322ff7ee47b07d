import { useState } from "react";
import type { BusinessModel } from "../../api/administration";
import type { Goal, SiteDetails } from "../../api/types";
import { Demotion } from "../../parts/goals/Demotion";
import { chosenRoom, type GoalDraft, isPrimary } from "../../reports/goalDraft";
import { useKept } from "../../reports/kept";
import {
  type Drafts,
  draftsKey,
  draftsOf,
  faultsOf,
  freshOf,
  funnelOf,
  isFunnelWhole,
  northStarOf,
  roomOf,
  type TemplateDraft,
  templateGoals,
} from "../../reports/templateDrafts";
import { ruleWords } from "../../reports/words";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { PageHead } from "../../ui/PageHead";
import { Panel } from "../../ui/Panel";
import { Fault } from "../../ui/States";
import { GoalCard, placeOf } from "./GoalCard";
import styles from "./Goals.module.css";
import start from "./Start.module.css";

interface GoalsFormProps {
  site: SiteDetails;
  model: BusinessModel;
  existing: Goal[];
  hasFunnel: boolean;
  isSaving: boolean;
  error: unknown;
  onSave: (drafts: Drafts) => void;
  onSkip: () => void;
}

/** The template's goals, to be ticked off, named and valued. */
export function GoalsForm(props: GoalsFormProps) {
  const { site, model, existing, hasFunnel, isSaving, error, onSave, onSkip } = props;
  const fresh = draftsOf(model, existing, site.north_star ?? undefined);
  const [kept, setKept] = useKept<Drafts>(draftsKey(site.id, model.id), fresh);
  const [isTried, setTried] = useState(false);
  const drafts = withExisting(kept, fresh);
  const templates = templateGoals(model);
  const room = roomOf(drafts, existing, site.north_star);
  const faults = faultsOf(drafts, existing, site.north_star);
  const northStar = northStarOf(drafts, existing);
  const change = (next: Partial<Drafts>) => setKept({ ...drafts, ...next });
  const changeDraft = (id: string, next: (draft: TemplateDraft) => TemplateDraft) =>
    change({ goals: drafts.goals.map((draft) => (draft.goal.id === id ? next(draft) : draft)) });
  const changeGoal = (id: string, next: Partial<GoalDraft>) =>
    changeDraft(id, (draft) => ({ ...draft, goal: { ...draft.goal, ...next } }));
  const card = (template: (typeof templates)[number]) => {
    const draft = drafts.goals.find(({ goal }) => goal.id === template.id);
    if (!draft) return null;
    return (
      <GoalCard
        key={template.id}
        template={template}
        draft={draft}
        names={drafts.names}
        currency={site.currency}
        fault={isTried ? faults[template.id] : undefined}
        isNorthStar={isPrimary(draft.goal) ? northStar === template.id : undefined}
        onSwitch={(isOn) => changeDraft(template.id, (old) => ({ ...old, isOn }))}
        onChange={(next) => changeGoal(template.id, next)}
        onRename={(from, to) => change({ names: { ...drafts.names, [from]: to } })}
        onNorthStar={() => change({ northStar: template.id })}
      />
    );
  };
  const adds = freshOf(drafts).length > 0;
  const isNew = adds || northStar !== (site.north_star ?? null);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(faults).length > 0) return toFirstFault(faults);
        if (isSaving) return;
        onSave(drafts);
      }}
    >
      <PageHead title="What counts as success?">
        Untick what does not apply and put your own event names in. Goals count all history, so you can change
        them at any time.
      </PageHead>
      <div className={start.stack}>
        <Panel
          title="Macros: what pays the bills"
          lead="One to three, each with what one is worth. The north star is the one that matters most."
        >
          <div className={styles.goals}>
            {templates.filter(({ class: kind }) => kind === "macro").map(card)}
          </div>
          <Demotion
            {...room}
            chosen={chosenRoom(room, drafts.demoted)}
            onChoose={(demoted) => change({ demoted })}
          />
        </Panel>
        <Panel
          title="Micros: steps on the way"
          lead="They tell where people go on and where they stop. They never count as success by themselves."
        >
          <div className={styles.goals}>
            {templates.filter(({ class: kind }) => kind === "micro").map(card)}
          </div>
        </Panel>
        <Panel title={`Funnel: ${model.funnel.name}`} lead={model.funnel.description}>
          <FunnelChoice
            model={model}
            drafts={drafts}
            hasFunnel={hasFunnel}
            onChange={(isFunnelOn) => change({ isFunnelOn })}
          />
        </Panel>
      </div>
      <div aria-live="polite" className={styles.faults}>
        {isTried && faults[""] && <p className={styles.fault}>{faults[""]}</p>}
        {isTried && Object.keys(faults).some((id) => id !== "") && (
          <p className={styles.fault}>Something is missing above: {missing(drafts, faults)}.</p>
        )}
        {error !== null && error !== undefined && <Fault error={error} />}
      </div>
      <div className={start.foot}>
        <Button type="submit" look="primary" isDisabled={isSaving}>
          {isSaving ? "Saving" : isNew ? "Save goals and continue" : "Continue"}
        </Button>
        {!isSaving && (
          <Button look="quiet" onPress={onSkip}>
            {existing.length > 0 ? "Change nothing" : "Not now"}
          </Button>
        )}
      </div>
    </form>
  );
}

/** Where something is missing, the reader goes on. */
function toFirstFault(faults: Record<string, string>) {
  const first = Object.keys(faults).find((id) => id !== "");
  const place = first ? document.getElementById(placeOf(first)) : null;
  place?.querySelector<HTMLElement>("input:not([type=checkbox])")?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "center" });
}

/** What was kept may be older than what was saved meanwhile. */
function withExisting(kept: Drafts, fresh: Drafts): Drafts {
  const goals = fresh.goals.map((draft) =>
    draft.exists ? draft : (kept.goals.find(({ goal }) => goal.id === draft.goal.id) ?? draft),
  );
  return { ...kept, names: { ...kept.names, ...fresh.names }, goals };
}

function missing(drafts: Drafts, faults: Record<string, string>): string {
  return drafts.goals
    .filter(({ goal }) => faults[goal.id ?? ""])
    .map(({ goal }) => goal.name.trim() || goal.id)
    .join(", ");
}

interface FunnelChoiceProps {
  model: BusinessModel;
  drafts: Drafts;
  hasFunnel: boolean;
  onChange: (isOn: boolean) => void;
}

function FunnelChoice({ model, drafts, hasFunnel, onChange }: FunnelChoiceProps) {
  const isWhole = isFunnelWhole(model, drafts);
  const steps = funnelOf(model, drafts).steps;
  return (
    <div className={start.stack}>
      <ol className={styles.funnel}>
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name, and a rule may stand twice
          <li key={index}>
            {ruleWords(
              step,
              drafts.goals.map(({ goal }) => ({ id: goal.id ?? "", name: goal.name })),
            )}
          </li>
        ))}
      </ol>
      {hasFunnel ? (
        <p className="faint">It is saved already. You change it under Funnels.</p>
      ) : (
        <Checkbox isSelected={drafts.isFunnelOn && isWhole} isDisabled={!isWhole} onChange={onChange}>
          {isWhole ? "Save this funnel" : "It needs a goal that you left out"}
        </Checkbox>
      )}
    </div>
  );
}
