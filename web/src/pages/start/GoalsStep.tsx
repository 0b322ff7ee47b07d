import { useNavigate } from "@tanstack/react-router";
import { type BusinessModel, changeSite } from "../../api/administration";
import {
  saveFunnel,
  saveGoal,
  useBusinessModels,
  useChange,
  useFunnels,
  useGoals,
  useSite,
} from "../../api/resources";
import type { Goal, SiteDetails } from "../../api/types";
import { chosenRoom, isPrimary, MOST_PRIMARY } from "../../reports/goalDraft";
import { keepValue } from "../../reports/kept";
import {
  type Drafts,
  draftsKey,
  freshOf,
  funnelOf,
  isFunnelWhole,
  northStarOf,
  roomOf,
  templateGoalOf,
} from "../../reports/templateDrafts";
import { Button } from "../../ui/Button";
import { Choices } from "../../ui/Choices";
import { PageHead } from "../../ui/PageHead";
import { Fault, Skeleton } from "../../ui/States";
import { GoalsForm } from "./GoalsForm";
import styles from "./Start.module.css";

interface GoalsStepProps {
  site: string;
  onDone: () => void;
}

/** What counts as success at the site, and the steps on the way. */
export function GoalsStep({ site, onDone }: GoalsStepProps) {
  const details = useSite(site);
  const models = useBusinessModels();
  const goals = useGoals(site);
  const funnels = useFunnels(site);
  const error = details.error ?? models.error ?? goals.error ?? funnels.error;
  if (error) return <Fault error={error} />;
  if (!details.data || !models.data || !goals.data || !funnels.data) return <Skeleton height={480} />;
  const model = models.data.business_models.find(({ id }) => id === details.data.business_model);
  if (!model) return <ChooseModel site={site} models={models.data.business_models} onSkip={onDone} />;
  const existing = goals.data.goals.map(({ definition }) => definition);
  const hasFunnel = funnels.data.some(({ id }) => id === model.funnel.id);
  return (
    <Saving
      key={`${site} ${model.id}`}
      site={details.data}
      model={model}
      existing={existing}
      hasFunnel={hasFunnel}
      onDone={onDone}
    />
  );
}

interface SavingProps {
  site: SiteDetails;
  model: BusinessModel;
  existing: Goal[];
  hasFunnel: boolean;
  onDone: () => void;
}

function Saving({ site, model, existing, hasFunnel, onDone }: SavingProps) {
  const save = useChange((drafts: Drafts) => saveAll({ site, model, existing, hasFunnel, drafts }));
  return (
    <GoalsForm
      site={site}
      model={model}
      existing={existing}
      hasFunnel={hasFunnel}
      isSaving={save.isPending}
      error={save.error}
      onSave={(drafts) =>
        save.mutate(drafts, {
          onSuccess: () => {
            keepValue(draftsKey(site.id, model.id), null);
            onDone();
          },
        })
      }
      onSkip={onDone}
    />
  );
}

/** What exists is left alone, so that whoever comes back after a fault goes on where it stopped. */
async function saveAll({
  site,
  model,
  existing,
  hasFunnel,
  drafts,
}: Omit<SavingProps, "onDone"> & { drafts: Drafts }) {
  const making = chosenRoom(roomOf(drafts, existing, site.north_star), drafts.demoted);
  let primaries = existing.filter(isPrimary).length;
  for (const draft of freshOf(drafts)) {
    if (existing.some(({ id }) => id === draft.id)) continue;
    const goal = templateGoalOf(draft, drafts.names, site.currency);
    const demote = isPrimary(goal) && primaries >= MOST_PRIMARY ? making.shift() : undefined;
    await saveGoal({ site: site.id, goal, isNew: true, ...(demote ? { demote } : {}) });
    if (isPrimary(goal) && !demote) primaries += 1;
  }
  if (drafts.isFunnelOn && !hasFunnel && isFunnelWhole(model, drafts)) {
    await saveFunnel({ site: site.id, funnel: funnelOf(model, drafts), isNew: true });
  }
  const northStar = northStarOf(drafts, existing);
  if (northStar && northStar !== site.north_star) {
    await changeSite({ site: site.id, change: { north_star: northStar } });
  }
}

/** The site began without a template. */
function ChooseModel({
  site,
  models,
  onSkip,
}: {
  site: string;
  models: BusinessModel[];
  onSkip: () => void;
}) {
  const navigate = useNavigate();
  const choose = useChange((business_model: string) => changeSite({ site, change: { business_model } }));
  return (
    <>
      <PageHead title="What pays your bills?">
        The closest one will do. It brings goals, a funnel and a list of events; you change what does not fit.
      </PageHead>
      <Choices
        label="Business model"
        isLabelHidden
        isCards
        value={null}
        onChange={(id) => choose.mutate(id)}
        choices={models.map(({ id, name, description }) => ({ id, name, about: description }))}
      />
      {choose.isError && <Fault error={choose.error} />}
      <div className={styles.foot}>
        <Button onPress={onSkip}>Go on without goals</Button>
        <Button look="quiet" onPress={() => void navigate({ to: "/sites/$site/home", params: { site } })}>
          To the site
        </Button>
      </div>
    </>
  );
}
