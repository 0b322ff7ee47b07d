import type { OverviewAnswer, OverviewGoal } from "../../api/types";
import { rangeWords, type View } from "../../app/view";
import { moneyOf } from "../../format/money";
import { count, counted, percent } from "../../format/number";
import { interval, isClear, rateChange } from "../../format/rate";

interface Props {
  answer: OverviewAnswer;
  star: OverviewGoal | undefined;
  view: View;
}

/** The answer of the page in one sentence. */
export function NorthStarSentence({ answer, star, view }: Props) {
  const { activity } = answer;
  if (!star)
    return (
      <p>
        {counted(activity.persons, "person")} in {counted(activity.sessions, "session")} in {rangeWords(view)}
        .
      </p>
    );
  const { total } = star;
  const worth = moneyOf(total.value, total.amounts);
  return (
    <p>
      <b>{counted(total.conversions, "conversion")}</b> of {star.name}
      {worth && (
        <>
          , worth <b>{worth}</b>,
        </>
      )}{" "}
      in {rangeWords(view)}
      {total.rate && (
        <>
          : {percent(total.rate.value)} ({interval(total.rate)}) of {count(total.rate.denominator)} persons
        </>
      )}
      .
      {star.rate_change && (
        <>
          {" "}
          {isClear(star.rate_change) ? "The rate changed by" : "No clear change of the rate:"}{" "}
          {rateChange(star.rate_change)} against the time before.
        </>
      )}
    </p>
  );
}
