import { usePulse, useSite } from "../../api/resources";
import { Fault, Skeleton } from "../../ui/States";
import { Connect } from "./Connect";

/** Three ways for events to come, and the pulse that shows the first of them. */
export function ConnectStep({ site, onDone }: { site: string; onDone: () => void }) {
  const details = useSite(site);
  const pulse = usePulse(site);
  if (details.isError) return <Fault error={details.error} onRetry={() => void details.refetch()} />;
  if (!details.data) return <Skeleton height={420} />;
  return <Connect site={details.data} pulse={pulse.data} error={pulse.error} onDone={onDone} />;
}
