import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Pulse } from "../../api/administration";

/** Counting a site's events takes the server longer than its pulse. */
const EVERY_MILLIS = 10_000;

/** Asks anew for what the site holds while something comes in: the totals, the catalogue, the dead letters. */
export function useFollow(site: string, pulse: Pulse | undefined) {
  const client = useQueryClient();
  // An import that another window or a command made is no event that came.
  const came = pulse?.recent.find(({ import_id }) => import_id)?.import_id;
  const mark = pulse ? `${pulse.last_event_at} ${pulse.dead_letters_last_hour} ${came}` : undefined;
  const latest = useRef(mark);
  const followed = useRef<string | undefined>(undefined);
  useEffect(() => {
    latest.current = mark;
    // What was there first came with the page.
    followed.current ??= mark;
  }, [mark]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (latest.current === followed.current) return;
      followed.current = latest.current;
      void client.invalidateQueries({ queryKey: ["site", site] });
      void client.invalidateQueries({ queryKey: ["dead-letters", site] });
    }, EVERY_MILLIS);
    return () => clearInterval(timer);
  }, [client, site]);
}
