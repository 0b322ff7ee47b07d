import { useState } from "react";
import { askCsv, useAsk } from "../../api/ask";
import type { Condition, PopulationAnswer, PopulationRef } from "../../api/populations";
import { useSites } from "../../api/resources";
import type { Goal } from "../../api/types";
import { cohortsFor } from "../../app/buckets";
import { rangeOf, rangeWords, type View } from "../../app/view";
import { ChartFrame } from "../../charts/ChartFrame";
import { type ComeAndGone, ComingAndGoing } from "../../charts/ComingAndGoing";
import { TrendChart } from "../../charts/TrendChart";
import { bucketNames, type TrendLine } from "../../charts/trendLines";
import { counted, shortCount } from "../../format/number";
import { bucket } from "../../format/time";
import { NothingYet } from "../../parts/connecting/NothingYet";
import { PeopleDrawer } from "../../parts/people/PeopleDrawer";
import { behind } from "../../reports/behind";
import { populationQuestion } from "../../reports/population";
import { type Change, changeTitle, sizeSentence, whoWords } from "../../reports/populationWords";
import { Fault, Skeleton } from "../../ui/States";
import { Members } from "./Members";
import styles from "./Populations.module.css";
import { SizeTable } from "./SizeTable";

/** Which people are listed, as the address says it. */
export interface Picked {
  at?: string;
  change?: string;
}

interface PopulationReportProps {
  site: string;
  view: View;
  population: PopulationRef;
  id: string;
  /** Empty while it has none. */
  name: string;
  is: Condition;
  goals: Goal[];
  picked: Picked;
  onPick: (at: string | undefined, change: string | undefined) => void;
}

interface Opened {
  start: string;
  change: Change;
}

/** Its size over time, who came in and who left, and the people themselves. */
export function PopulationReport(props: PopulationReportProps) {
  const { site, view, population, id, name, is, goals, picked, onPick } = props;
  const [opened, setOpened] = useState<Opened | null>(null);
  const sites = useSites();
  const range = rangeOf(view);
  const interval = cohortsFor(view);
  const question = populationQuestion(population, interval, range ? { range } : {});
  const answer = useAsk(site, question);
  if (answer.isError) return <Fault error={answer.error} onRetry={() => answer.refetch()} />;
  if (answer.isPending || sites.isPending) return <Skeleton height={620} />;
  const { points, known, now, timezone } = answer.data;
  if (known === 0 && sites.data?.sites.find((one) => one.id === site)?.events === 0)
    return <NothingYet site={site} />;
  const names = bucketNames(timezone);
  const line = lineOf(answer.data, name);
  const changes: ComeAndGone[] = points;
  const sentence = sizeSentence(answer.data, range && `at the beginning of ${rangeWords(view)}`);
  const open = (start: string, change: Change) => setOpened({ start, change });
  const behindPoint = ({ start, change }: Opened) =>
    behind(question, now, { start, change }, changeTitle(name, change, bucket(start, timezone)));
  return (
    <div className={styles.page}>
      <ChartFrame
        title={name === "" ? "How many are they?" : `How many are in “${name}”?`}
        terms={whoWords(is, goals)}
        sentence={sentence}
        units={`People who belong to it at the end of each ${interval}`}
        n={`n = ${counted(known, "known person", "known people")}`}
        answer={answer.data}
        csv={{ name: `${site}-${id}-population.csv`, fetch: () => askCsv(site, question) }}
        picture={
          points.length === 0
            ? undefined
            : () =>
                import("../../charts/populationPicture").then((module) =>
                  module.populationPicture({ line, changes, format: shortCount, names }),
                )
        }
        help={{ href: "/docs/concepts/populations", name: "How it is counted" }}
        table={<SizeTable points={points} name={name} zone={timezone} onOpen={open} />}
      >
        {points.length === 0 ? (
          <p className="soft">Nothing has come in that a time could begin with.</p>
        ) : (
          <>
            <TrendChart
              label={`Size over time: ${sentence}`}
              lines={[line]}
              names={names}
              format={shortCount}
              height={220}
              onOpen={(place) => {
                const point = points[place];
                if (point && point.size > 0) open(point.start, "members");
              }}
            />
            <ComingAndGoing
              label={`Who came in and who left, by ${interval}`}
              points={changes}
              names={names}
              onOpen={open}
            />
          </>
        )}
      </ChartFrame>
      {points.length > 0 && (
        <Members
          site={site}
          question={question}
          answer={answer.data}
          name={name}
          picked={picked}
          onPick={onPick}
        />
      )}
      {opened && <PeopleDrawer site={site} {...behindPoint(opened)} onClose={() => setOpened(null)} />}
    </div>
  );
}

function lineOf({ points }: PopulationAnswer, name: string): TrendLine {
  return {
    name: name === "" ? "People" : name,
    points: points.map(({ start, size, complete }) => ({ start, value: size, isMature: complete })),
  };
}
