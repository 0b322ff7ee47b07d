import { Link } from "@tanstack/react-router";
import { useSite } from "../../api/resources";
import type { Goal } from "../../api/types";
import { cameOf, isUnheard } from "../../reports/unseen";
import { Note } from "../../ui/States";

/** A goal that stands at nothing because its events have other names is no bad month: it says so, and where to mend it. */
export function Unheard({ site, goal }: { site: string; goal: Goal }) {
  const details = useSite(site);
  const came = cameOf(details.data?.catalogue ?? []);
  if (came.length === 0 || !isUnheard(goal, came)) return null;
  return (
    <Note tone="warn">
      <b>{goal.name} counts nothing yet: none of your events has the name that it waits for.</b>{" "}
      <Link to="/start" search={{ site, step: "answer" }}>
        Say which event it is
      </Link>
    </Note>
  );
}
