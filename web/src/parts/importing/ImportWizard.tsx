import { useState } from "react";
import { isOver, type Reading, type Upload, useImportJobs } from "../../api/importing";
import type { Site } from "../../api/types";
import { keepValue, keptValue } from "../../reports/kept";
import { Fault, Skeleton } from "../../ui/States";
import { ChooseFile } from "./ChooseFile";
import { JobView } from "./JobView";
import { ReadFile } from "./ReadFile";

/** A file that waits to be imported, and how it is to be read. */
export interface Pending {
  upload: Upload;
  format: string | null;
  mapping: Reading;
}

/** From a file to events: choose, look at what it would become, import, see what came of it. A reload keeps the place. */
export function ImportWizard({ site }: { site: Site }) {
  const key = `cairn.import.${site.id}`;
  const [pending, setPending] = useState(() => keptValue<Pending>(key) ?? null);
  const [job, setJob] = useState(() => keptValue<string>(`${key}.job`) ?? null);
  // What was cancelled or seen to its end stands in the list as running until the list is asked anew.
  const [left, setLeft] = useState<string | null>(null);
  const jobs = useImportJobs(site.id);
  const wait = (next: Pending | null) => {
    setPending(next);
    keepValue(key, next);
  };
  const follow = (next: string | null) => {
    setJob(next);
    keepValue(`${key}.job`, next);
  };
  if (jobs.isError && !jobs.data) return <Fault error={jobs.error} onRetry={() => void jobs.refetch()} />;
  if (!jobs.data) return <Skeleton height={200} />;
  // One file is imported at a time: an import under way, whoever began it, is what there is to see.
  const running = jobs.data.jobs.find((one) => !isOver(one) && one.job !== left)?.job;
  const shown = job ?? running;
  if (shown) {
    const leave = () => {
      setLeft(shown);
      follow(null);
    };
    return <JobView key={shown} site={site} job={shown} onLeave={leave} />;
  }
  if (pending) {
    return (
      <ReadFile
        key={pending.upload.upload}
        site={site}
        pending={pending}
        onChange={wait}
        onLeave={() => wait(null)}
        onStarted={(started) => {
          follow(started);
          wait(null);
        }}
      />
    );
  }
  return <ChooseFile site={site} onUploaded={(upload) => wait({ upload, format: null, mapping: null })} />;
}
