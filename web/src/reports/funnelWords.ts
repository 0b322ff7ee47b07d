/** What a funnel asks for, in words. */
import type { Exclusion, Funnel, FunnelStep } from "../api/types";
import { windowWords } from "../format/time";
import { ruleWords } from "./words";

type Named = { id: string; name: string }[];
type Asked = Pick<Funnel, "steps" | "entry" | "order" | "scope" | "open" | "exclusions" | "on_exclusion">;

/** What the rows of its answer are called: its steps, or where these come in any order, how many of them. */
export function rowNames({ steps, order }: Pick<Funnel, "steps" | "order">, goals: Named): string[] {
  const names = steps.map((step) => ruleWords(step, goals));
  if (order !== "any") return names;
  const isApart = (place: number) => steps[place]?.anchored === true;
  return names.map((name, place) => {
    let [first, last] = [place, place];
    while (!isApart(place) && first > 0 && !isApart(first - 1)) first -= 1;
    while (!isApart(place) && last < names.length - 1 && !isApart(last + 1)) last += 1;
    const group = names.slice(first, last + 1);
    return group.length === 1 ? name : `${place - first + 1} of ${group.length}: ${group.join(", ")}`;
  });
}

/** Its terms in a sentence: "In strict order, without refund between 2 and 3; step 2 (cart) may be left out." Empty without any. */
export function termsSentence(funnel: Asked, goals: Named): string {
  const { steps, entry, open, exclusions = [], on_exclusion } = funnel;
  const order = orderWords(funnel);
  const without = exclusions.map((exclusion) => exclusionWords(exclusion, funnel));
  const lead = [...(order ? [order] : []), ...without].join(", ");
  const ofSteps = steps.map((step, place) => {
    const words = stepTermsWords(step);
    return words === "" ? "" : `step ${place + 1} (${ruleWords(step, goals)}) ${words}`;
  });
  const parts = [
    lead,
    ...(exclusions.length > 0 && on_exclusion === "drop"
      ? ["people whose attempt ends so are left out"]
      : []),
    ...ofSteps,
    ...(open ? ["attempts begin at any step"] : []),
    ...(entry === "first" ? ["the first attempt of each person counts"] : []),
  ].filter((part) => part !== "");
  const text = parts.join("; ");
  return text === "" ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function orderWords({ order, scope }: Pick<Asked, "order" | "scope">): string {
  if (order === "any") return "in any order";
  if (order !== "strict") return "";
  return scope === "steps" ? "in strict order among the steps alone" : "in strict order";
}

/** "without refund between 2 and 3"; in any order it is how many steps are done that counts. */
function exclusionWords(
  { from_step, to_step, ...rule }: Exclusion,
  { steps, order }: Pick<Asked, "steps" | "order">,
): string {
  const done = order === "any" ? " steps done" : "";
  return `without ${ruleWords(rule)} between ${from_step} and ${to_step ?? steps.length}${done}`;
}

/** "may be left out, comes within 30 minutes of the step before". */
export function stepTermsWords(step: FunnelStep): string {
  const words = [
    ...(step.optional ? ["may be left out"] : []),
    ...(step.anchored ? ["keeps its place"] : []),
    ...(step.within_previous ? [`comes within ${windowWords(step.within_previous)} of the step before`] : []),
    ...(step.first_ever ? ["takes only the first ever"] : []),
  ];
  return words.join(", ");
}
