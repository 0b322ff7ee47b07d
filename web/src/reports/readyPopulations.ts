/** Populations to begin with, made of what a site has. */
import type { Condition } from "../api/populations";
import type { Goal, StepRule } from "../api/types";
import { isPrimary } from "./goalDraft";
import { cameOf, isUnheard } from "./unseen";

export interface Ready {
  name: string;
  is: Condition;
}

interface Known {
  goals: Goal[];
  catalogue: { event: string; events: number }[];
}

interface Thing {
  name: string;
  rule: StepRule;
}

/** Everybody looks at pages: it says nothing about anyone. */
const COMMON = new Set(["pageview", "screenview"]);

/** At most three, each of something that has come in; none where nothing has. */
export function readyPopulations({ goals, catalogue }: Known): Ready[] {
  const came = cameOf(catalogue);
  if (came.length === 0) return [];
  const heard = goals.filter((goal) => !isUnheard(goal, came));
  const thing = ({ id, name }: Goal): Thing => ({ name, rule: { goal: id } });
  const macro = heard.find(isPrimary);
  const outcome = macro && thing(macro);
  const step = heard.filter((goal) => goal.class === "micro").map(thing)[0] ?? eventBeside(catalogue, macro);
  const anything: Condition = { did: { event: "*" }, range: { last: "30d" } };
  const quiet: Condition = { not: anything };
  const often: Ready = {
    name: "Here often",
    is: { all: [{ did: { event: "*" }, at_least: 5, in_any: "7d" }] },
  };
  return [
    ...(step && outcome
      ? [
          {
            name: `${step.name}, never ${outcome.name}`,
            is: { all: [{ did: step.rule }, { not: { did: outcome.rule } }] },
          },
        ]
      : []),
    ...(outcome
      ? [
          {
            name: `${outcome.name} twice or more`,
            is: { all: [{ did: outcome.rule, at_least: 2 }] },
          },
          {
            name: `${outcome.name}, quiet since`,
            is: { all: [{ did: outcome.rule }, quiet] },
          },
        ]
      : [often]),
    ...(!outcome && step
      ? [{ name: `${step.name}, quiet since`, is: { all: [{ did: step.rule }, quiet] } }]
      : []),
  ];
}

/** The most frequent event that is not the outcome's own. */
function eventBeside(catalogue: Known["catalogue"], macro: Goal | undefined): Thing | undefined {
  const own = JSON.stringify(macro?.when ?? {});
  const came = cameOf(catalogue);
  const [first] = catalogue
    .filter(({ event }) => came.includes(event) && !COMMON.has(event) && !own.includes(JSON.stringify(event)))
    .sort((a, b) => b.events - a.events || (a.event < b.event ? -1 : 1));
  return first && { name: first.event, rule: { event: first.event } };
}
