/** How far an import or upload is, in words. */
import type { ImportJob } from "../../api/importing";
import { bytes, count } from "../../format/number";
import { duration } from "../../format/time";

/** Seconds that are left at the pace so far; nothing while the pace says nothing. */
export function secondsLeft(done: number, all: number, seconds: number): number | undefined {
  if (done <= 0 || all <= 0 || seconds < 1 || done > all) return undefined;
  return (seconds * (all - done)) / done;
}

/** "about 2 min 10 s left", to what is worth knowing. */
export function leftWords(seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  if (seconds < 1) return "nearly done";
  const rounded =
    seconds < 20
      ? Math.ceil(seconds)
      : seconds < 120
        ? Math.ceil(seconds / 5) * 5
        : Math.ceil(seconds / 60) * 60;
  return `about ${duration(rounded)} left`;
}

/** "47.8 MB of 120 MB · 12,000 rows a second · about 20 s left". */
export function jobWords(job: ImportJob): string {
  // A file that is yet to be made, as the demo shop's is, has neither bytes nor rows.
  if (job.bytes === 0) return "";
  const parts = [`${bytes(job.bytes_read)} of ${bytes(job.bytes)}`, `${count(job.rows)} rows`];
  if (job.seconds >= 1) parts.push(`${count(job.rows / job.seconds)} rows a second`);
  const left =
    job.state === "reading" ? leftWords(secondsLeft(job.bytes_read, job.bytes, job.seconds)) : undefined;
  return [...parts, ...(left ? [left] : [])].join(" · ");
}

/** What it is doing. */
export function stateWords(job: ImportJob): string {
  const words: Record<string, string> = {
    reading: job.bytes > 0 ? `Reading ${job.name}` : `Making ${job.name}`,
    resolving: "Finding rows that are stored already",
    committing: "Making it durable",
    done: `${job.name} is imported`,
    failed: `${job.name} was not imported`,
  };
  return words[job.state] ?? job.name;
}

/** Reading is all of the work that can be foreseen. */
export function jobShare(job: ImportJob): number | undefined {
  return job.state === "reading" && job.bytes > 0 ? job.bytes_read / job.bytes : undefined;
}

/** "3.1 MB of 12 MB · 1.2 MB a second · about 8 s left". */
export function uploadWords(sent: number, all: number, seconds: number): string {
  const left = leftWords(secondsLeft(sent, all, seconds));
  const pace = seconds >= 1 && sent > 0 ? `${bytes(sent / seconds)} a second` : undefined;
  return [`${bytes(sent)} of ${bytes(all)}`, pace, left].filter((part) => part !== undefined).join(" · ");
}
