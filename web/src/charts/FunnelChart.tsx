import type { Step } from "../api/types";
import { count, percent } from "../format/number";
import { interval } from "../format/rate";
import { duration } from "../format/time";
import { NumberButton } from "../ui/NumberButton";
import styles from "./FunnelChart.module.css";
import { barOf, baseOf, baseWords, isOpenAnywhere } from "./funnelBars";

export type Outcome = "reached" | "dropped" | "open";

interface FunnelChartProps {
  steps: Step[];
  names: string[];
  /** Whether names are numbered; not those of steps that come in any order, which count for themselves. */
  isNumbered: boolean;
  /** Opens the people behind a part of a bar. */
  onOpen: (step: number, outcome: Outcome) => void;
}

const WORDS: Record<Outcome, string> = {
  reached: "reached",
  dropped: "lost before",
  open: "with time left at",
};

/** Steps from left to right: solid went on, hatched was lost, grey is still open, the whisker is the interval. */
export function FunnelChart({ steps, names, isNumbered, onOpen }: FunnelChartProps) {
  return (
    <div className={styles.chart}>
      <ol className={styles.steps}>
        {steps.map((step, place) => (
          <FunnelStep
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
            key={place}
            steps={steps}
            place={place}
            name={names[place] ?? step.name}
            isNumbered={isNumbered}
            onOpen={onOpen}
          />
        ))}
      </ol>
      <ul className={styles.legend}>
        <li>
          <i className={styles.reached} /> reached, window over
        </li>
        <li>
          <i className={styles.dropped} />{" "}
          {steps.some(({ optional }) => optional)
            ? "lost since the last step that counts"
            : "lost since the step before"}
        </li>
        <li>
          <i className={styles.open} /> reached, window still running
        </li>
        {!isOpenAnywhere(steps) && (
          <li>
            <i className={styles.whiskerKey} /> 95 % interval
          </li>
        )}
      </ul>
    </div>
  );
}

interface FunnelStepProps {
  steps: Step[];
  place: number;
  name: string;
  isNumbered: boolean;
  onOpen: FunnelChartProps["onOpen"];
}

function FunnelStep({ steps, place, name, isNumbered, onOpen }: FunnelStepProps) {
  const bar = barOf(steps, place);
  const step = steps[place];
  if (!step) return null;
  // The solid part opens all who reached the step: those with time left are among them.
  const part = (outcome: Outcome, share: number, number: number) =>
    share > 0 && (
      <button
        type="button"
        className={`${styles.part} ${styles[outcome]}`}
        style={{ flexBasis: `${share * 100}%` }}
        onClick={() => onOpen(place + 1, outcome)}
        aria-label={`Step ${place + 1}, ${name}: ${count(number)} persons ${WORDS[outcome]} it. Show them`}
        title={`${count(number)} persons ${WORDS[outcome]} ${name}`}
      />
    );
  const previous = step.rate_from_previous;
  const start = step.rate_from_start;
  const median = step.seconds_from_previous.median;
  const isOpen = isOpenAnywhere(steps);
  // At a step that may be left out nobody is lost.
  const hasLost = place > 0 && !step.optional;
  return (
    <li className={styles.step}>
      <div className={styles.column}>
        <div className={styles.bar}>
          {part("dropped", bar.dropped, step.dropped)}
          {part("open", bar.open, step.open)}
          {part("reached", bar.reached, step.count)}
        </div>
        {bar.whisker && (
          <span
            className={styles.whisker}
            style={{
              bottom: `${bar.whisker.low * 100}%`,
              height: `${(bar.whisker.high - bar.whisker.low) * 100}%`,
            }}
          />
        )}
      </div>
      <div className={styles.words}>
        <p className={styles.name}>
          {isNumbered && <span className={styles.ordinal}>{place + 1}</span>} {name}
        </p>
        <p className={styles.count}>
          <NumberButton
            value={step.count}
            title={`Who reached ${name}?`}
            onOpen={() => onOpen(place + 1, "reached")}
          />
        </p>
        {step.optional && <p className="faint">may be left out</p>}
        {previous ? (
          <>
            <p>
              <b>{percent(previous.value)}</b>{" "}
              <span className="faint">
                ({interval(previous)}) of {baseWords(steps, place)}
              </span>
            </p>
            {baseOf(steps, place) !== 0 && start && (
              <p>
                {percent(start.value)} <span className="faint">({interval(start)}) from the start</span>
              </p>
            )}
            {median !== null && median !== undefined && <p className="faint">median {duration(median)}</p>}
          </>
        ) : isOpen && place === 0 ? null : (
          <p className="faint">
            {place === 0 ? "entered" : step.count > 0 ? "all windows still run" : "nobody came so far"}
          </p>
        )}
        {(step.open > 0 || hasLost) && (
          <p className={styles.lost}>
            {hasLost && `${count(step.dropped)} lost`}
            {hasLost && step.open > 0 && ", "}
            {step.open > 0 && `${count(step.open)} with time left`}
          </p>
        )}
        {isOpen && <p className={styles.lost}>{count(step.entered ?? 0)} began here</p>}
      </div>
    </li>
  );
}
