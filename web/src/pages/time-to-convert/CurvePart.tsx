import { useState } from "react";
import { ChartFrame } from "../../charts/ChartFrame";
import { ConvertCurve } from "../../charts/ConvertCurve";
import {
  convertLines,
  edgesOf,
  evenScale,
  isEarly,
  ladderScale,
  MOST_LINES,
} from "../../charts/convertLines";
import { counted } from "../../format/number";
import type { TimeDraft } from "../../reports/timeToConvert";
import { timeN, timeSentence, timeTerms, timeTitle } from "../../reports/timeToConvertWords";
import { valueWords } from "../../reports/words";
import { Segmented } from "../../ui/Segmented";
import { CurveTable } from "./CurveTable";
import type { TimePartProps } from "./TimeReport";

const SCALES = [
  { id: "even", name: "Even time" },
  { id: "ladder", name: "Early times wider" },
];

/** How many have converted by a time: everybody, or beside it the parts with the most persons. */
export function CurvePart({
  site,
  answer,
  words,
  csv,
  split,
}: TimePartProps & { split: TimeDraft["split"] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const { overall, window_seconds: window } = answer;
  const parts = (split && answer.breakdown) || null;
  const lines = convertLines(overall, parts, ({ value }) => valueWords(value, split ?? undefined));
  const edges = edgesOf(overall);
  const isLadder = chosen === null ? isEarly(overall, window) : chosen === "ladder";
  const scale = isLadder && edges.length > 2 ? ladderScale(edges) : evenScale(window);
  const sentence = timeSentence(answer, words);
  const left = (parts?.filter(({ entered }) => entered > 0).length ?? 0) - MOST_LINES;
  return (
    <ChartFrame
      title={timeTitle(words)}
      terms={timeTerms(words)}
      sentence={sentence}
      units="Share of those who started that got there by a time (Kaplan–Meier); who has time left counts as long as it was observed"
      n={timeN(overall)}
      answer={answer}
      csv={{ name: `${site}-time-to-convert.csv`, fetch: csv }}
      picture={() =>
        import("../../charts/convertPicture").then((module) => module.convertPicture(lines, scale, window))
      }
      help={{ href: "/docs/concepts/time-to-convert", name: "How it is computed" }}
      actions={
        <Segmented
          label="Time axis"
          choices={SCALES}
          value={isLadder ? "ladder" : "even"}
          onChange={setChosen}
        />
      }
      table={<CurveTable lines={lines} times={edges.slice(1)} />}
    >
      <ConvertCurve
        label={`${timeTitle(words)} ${sentence}`}
        lines={lines}
        scale={scale}
        window={window}
        stops={edges}
      />
      {left > 0 && (
        <p className="faint">
          Drawn are the {MOST_LINES} with the most persons; {counted(left, "more value")}{" "}
          {left === 1 ? "stands" : "stand"} in the table below.
        </p>
      )}
    </ChartFrame>
  );
}
