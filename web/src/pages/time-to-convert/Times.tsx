import type { Percentile } from "../../api/types";
import { percent } from "../../format/number";
import { interval } from "../../format/rate";
import { duration } from "../../format/time";
import { betweenWords, lostOf, type TimeCell, timeCellTitle } from "../../reports/timeToConvertWords";
import { NumberButton } from "../../ui/NumberButton";
import { Tile, TileRow } from "../../ui/Tile";
import type { TimePartProps } from "./TimeReport";
import styles from "./TimeToConvert.module.css";

/** The figures one looks for first, each with its interval, and of how many they are. */
export function Times({ answer: { overall }, words, onOpen }: TimePartProps) {
  const { entered, converted, open, within_window: within } = overall;
  const number = (outcome: TimeCell["outcome"], value: number) => (
    <NumberButton
      value={value}
      title={timeCellTitle({ outcome }, words)}
      onOpen={() => onOpen({ outcome })}
    />
  );
  return (
    <div className={styles.figures}>
      <TileRow>
        {time("Half of those who convert", overall.median)}
        {time("Three quarters", overall.p75)}
        {time("Nine in ten", overall.p90)}
        <Tile name={`Convert within ${words.window}`} beside={within ? interval(within) : "not known yet"}>
          {within ? percent(within.value) : "–"}
        </Tile>
      </TileRow>
      <p className="soft">
        {number("entered", entered)} {entered === 1 ? "person" : "persons"} started:{" "}
        {number("converted", converted)} got to {words.end}, {number("open", open)} still{" "}
        {open === 1 ? "has" : "have"} time, {number("lost", lostOf(overall))} did not.
      </p>
    </div>
  );
}

function time(name: string, value: Percentile | null) {
  return (
    <Tile name={name} beside={value ? betweenWords(value) : "not known yet"}>
      {value ? duration(value.seconds) : "–"}
    </Tile>
  );
}
