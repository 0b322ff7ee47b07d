import { CircleAlert, TrendingDown, TrendingUp } from "lucide-react";
import { useAsk } from "../../api/ask";
import { useFunnels, useGoals } from "../../api/resources";
import type { OverviewAnswer } from "../../api/types";
import { common, type View } from "../../app/view";
import { dropOffSentence, type Sentence, sentenceOf } from "../../reports/findings";
import { questionOf, whyNoDropOff } from "../../reports/funnelQuestion";
import { ruleWords } from "../../reports/words";
import { LinkButton } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/States";
import styles from "./Home.module.css";

/** How many are shown: who has a minute reads no more. */
const MOST = 5;

/** What was found without being asked for, in sentences; the one that costs most first. */
export function Findings({ site, view, answer }: { site: string; view: View; answer: OverviewAnswer }) {
  const funnels = useFunnels(site);
  const goals = useGoals(site);
  const funnel = funnels.data?.find((one) => whyNoDropOff(one) === null);
  const { compare: _, ...asked } = common(view);
  const worst = useAsk(
    site,
    funnel ? { kind: "drop_off" as const, of: questionOf(funnel, asked), limit: 10 } : null,
  );
  const names = (goals.data?.goals ?? []).map(({ definition }) => definition);
  const steps = (funnel?.steps ?? []).map((step) => ruleWords(step, names));
  const dropped = (worst.data?.rows ?? [])
    .filter((row) => row.significant)
    .map((row) => dropOffSentence(row, steps));
  const found = [...dropped.slice(0, 3), ...answer.findings.map((finding) => sentenceOf(finding, answer))];
  return (
    <Panel title="What should you look at?" lead={leadOf(found.length, answer, funnel !== undefined)}>
      {worst.isPending && funnel ? (
        <Skeleton height={120} />
      ) : found.length === 0 ? null : (
        <ul className={styles.findings}>
          {found.slice(0, MOST).map((sentence) => (
            <FindingRow key={sentence.id} sentence={sentence} site={site} funnel={funnel?.id} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function leadOf(found: number, answer: OverviewAnswer, hasFunnel: boolean): string {
  if (found > 0)
    return "Differences that chance alone does not explain, the costliest first. They say where, not why.";
  const compared = answer.compare ? "" : " Compare with the time before to see changes.";
  const ofFunnel = hasFunnel ? "no part of the funnel loses clearly more than another, and " : "";
  return `Nothing stands out in this time: ${ofFunnel}nothing is missing.${compared}`;
}

function FindingRow({
  sentence,
  site,
  funnel,
}: {
  sentence: Sentence;
  site: string;
  funnel: string | undefined;
}) {
  const Icon = sentence.tone === "good" ? TrendingUp : sentence.tone === "bad" ? TrendingDown : CircleAlert;
  return (
    <li className={styles.finding}>
      <Icon aria-hidden className={styles[sentence.tone]} />
      <div>
        <p className={styles.claim}>{sentence.claim}</p>
        <p className="soft">{sentence.evidence}</p>
      </div>
      <Way sentence={sentence} site={site} funnel={funnel} />
    </li>
  );
}

function Way({ sentence, site, funnel }: { sentence: Sentence; site: string; funnel: string | undefined }) {
  const { place } = sentence;
  switch (place.to) {
    case "funnels":
      return (
        <LinkButton
          size="small"
          to="/sites/$site/funnels"
          params={{ site }}
          search={(search) => ({ ...search, split: place.split, ...(funnel ? { funnel } : {}) })}
        >
          Show in the funnel
        </LinkButton>
      );
    case "conversions":
      return (
        <LinkButton
          size="small"
          to="/sites/$site/conversions"
          params={{ site }}
          search={(search) => ({ ...search, goal: place.goal })}
        >
          Show its course
        </LinkButton>
      );
    case "data-health":
      return (
        <LinkButton size="small" to="/sites/$site/data-health" params={{ site }} search={(search) => search}>
          Check what comes in
        </LinkButton>
      );
  }
}
