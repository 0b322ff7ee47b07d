import type { OverviewAnswer } from "../../api/types";
import { moneyOf } from "../../format/money";
import { count, counted } from "../../format/number";
import { rate as rateWords } from "../../format/rate";

interface FirstAnswer {
  title: string;
  sentences: string[];
  /** The goal waits for events that never came: no number of it says anything. */
  isUnheard?: boolean;
}

/** The north star in a sentence; what is missing in another. `unheard` are goals none of whose events ever came. */
export function firstAnswer(
  answer: OverviewAnswer,
  northStar: string | null,
  unheard: string[] = [],
): FirstAnswer {
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
  if (total.conversions === 0 && unheard.includes(star.goal)) {
    return {
      title: `Which of your events is “${name}”?`,
      sentences: [`${seen} None of them has the name that ${name} counts.`],
      isUnheard: true,
    };
  }
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
