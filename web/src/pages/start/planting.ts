/** How the planting of the demo shop stands. */
import { type ImportJob, isOver } from "../../api/importing";

export type Standing = "under way" | "there" | "incomplete" | "failed";

/** Its events may be there while goals are missing: then the report warns. */
export function standingOf(job: ImportJob): Standing {
  if (!isOver(job)) return "under way";
  if (job.state === "failed" || !job.report) return "failed";
  return job.report.warnings.length > 0 ? "incomplete" : "there";
}
