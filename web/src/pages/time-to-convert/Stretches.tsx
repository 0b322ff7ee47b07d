import { useState } from "react";
import { ChartFrame } from "../../charts/ChartFrame";
import { TimeBars } from "../../charts/TimeBars";
import { count, counted } from "../../format/number";
import { duration } from "../../format/time";
import type { TimeDraft } from "../../reports/timeToConvert";
import { stretchWords, type TimeCell, timeCellTitle, timeN } from "../../reports/timeToConvertWords";
import { valueWords } from "../../reports/words";
import { Select } from "../../ui/Select";
import { StretchTable } from "./StretchTable";
import type { TimePartProps } from "./TimeReport";

/** When people convert: how many in each stretch of time since the start, of everybody or of one part. */
export function Stretches({
  site,
  answer,
  words,
  csv,
  onOpen,
  split,
}: TimePartProps & { split: TimeDraft["split"] }) {
  const [chosen, setChosen] = useState("");
  const parts = (split && answer.breakdown) || [];
  const found = parts.find(({ value }) => JSON.stringify(value) === chosen);
  const row = found ?? answer.overall;
  const part = found && split ? { by: split, value: found.value } : undefined;
  const { converted, fastest, slowest, bins } = row;
  const nameOf = (bin: (typeof bins)[number]) => stretchWords(bin.from_seconds, bin.to_seconds);
  const cellOf = (bin: (typeof bins)[number]): TimeCell => ({
    outcome: "converted",
    from: bin.from_seconds,
    to: bin.to_seconds,
    ...(part ? { part } : {}),
  });
  const range =
    converted > 1 && fastest !== null && slowest !== null
      ? ` The fastest took ${duration(fastest)}, the slowest ${duration(slowest)}.`
      : "";
  const most = bins.reduce<(typeof bins)[number] | null>((a, b) => (b.count > (a?.count ?? 0) ? b : a), null);
  return (
    <ChartFrame
      title={`When do they get to ${words.end}?`}
      sentence={
        most
          ? `Of ${counted(converted, "person")} who got there, ${count(most.count)} did so ${nameOf(most)} after the start, more than in any other stretch.${range}`
          : `Nobody ${part ? `of ${valueWords(part.value, part.by)} ` : ""}got there so far.`
      }
      units="Persons who got there; stretches are of different length, the early ones short"
      n={timeN(row)}
      answer={{ ...answer, notes: [] }}
      csv={{ name: `${site}-time-to-convert.csv`, fetch: csv }}
      picture={
        converted === 0
          ? undefined
          : () =>
              import("../../charts/timeBarsPicture").then((module) => module.timeBarsPicture(bins, nameOf))
      }
      help={{ href: "/docs/concepts/time-to-convert", name: "How it is counted" }}
      actions={
        parts.length > 0 &&
        split && (
          <Select
            label="Of whom"
            isLabelHidden
            choices={[
              { id: "", name: "everybody" },
              ...parts.map(({ value, converted: own }) => ({
                id: JSON.stringify(value),
                name: valueWords(value, split),
                aside: count(own),
              })),
            ]}
            value={found ? chosen : ""}
            onChange={setChosen}
          />
        )
      }
      table={<StretchTable row={row} words={words} {...(part ? { part } : {})} onOpen={onOpen} />}
    >
      {converted > 0 && (
        <TimeBars
          label="Persons by the time they took"
          bins={bins}
          nameOf={nameOf}
          titleOf={(bin) => timeCellTitle(cellOf(bin), words)}
          onOpen={(bin) => onOpen(cellOf(bin))}
        />
      )}
    </ChartFrame>
  );
}
