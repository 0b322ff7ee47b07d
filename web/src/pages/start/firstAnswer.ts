import type { OverviewAnswer } from "../../api/types";
import { moneyOf } from "../../format/money";
import { count, counted } from "../../format/number";
import { rate as rateWords } from "../../format/rate";

interface FirstAnswer {
  title: string;
  sentences: string[];
}

/** The north star in a sentence; what is missing in another. */
export function firstAnswer(answer: OverviewAnswer, northStar: string | null): FirstAnswer {
  const { activity, goals, maturity } = answer;
  if (activity.events === 0) {
    return {
      title: "Nothing has come in yet",
      sentences: ["Home fills by itself as soon as events arrive."],
    };
  }
  const seen = `${counted(activity.events, "event")} of ${counted(activity.persons, "person")} in ${counted(activity.sessions, "session")} so far.`;
  const star =
    goals.find(({ goal }) => goal === northStar) ?? goals.find(({ class: kind }) => kind === "macro");
  if (!star)
    return { title: "Events are coming in", sentences: [seen, "There is no goal yet to judge them by."] };
  const { total, name } = star;
  const worth = moneyOf(total.value, total.amounts);
  const rate = total.rate ? `, ${rateWords(total.rate)} active persons` : "";
  const counts = `${name}: ${counted(total.conversions, "conversion")}${rate}${worth ? `, worth ${worth}` : ""}.`;
  if (maturity && !maturity.is_reached) {
    const needed = `${count(maturity.sessions)} of about ${counted(maturity.sessions_needed, "session")} needed`;
    // It is judged by the first primary macro, which need not be the north star.
    const judged = goals.find(({ goal }) => goal === maturity.goal)?.name ?? maturity.goal;
    return {
      title: `Too early${maturity.goal === star.goal ? "" : ` for ${judged}`}: ${needed}`,
      sentences: [
        seen,
        counts,
        "Until then chance alone could move the rate by more than half. It counts on meanwhile.",
      ],
    };
  }
  return { title: counts.slice(0, -1), sentences: [seen] };
}
