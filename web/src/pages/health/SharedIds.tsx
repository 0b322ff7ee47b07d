import type { SiteDetails } from "../../api/types";
import { counted } from "../../format/number";
import { Note } from "../../ui/States";

/** User ids that are no one person's: what they mean for the numbers, and what to change. */
export function SharedIds({ shared }: { shared: SiteDetails["shared_ids"] }) {
  return shared.map(({ user_id, devices }) => (
    <Note key={user_id} tone="warn">
      The user id <code>{user_id}</code> was the first on {counted(devices, "device")}. No one person has so
      many, so it joins none of them: each counts as a person of its own. Send an id that only one person has,
      and none before somebody signs in. <a href="/docs/concepts/identity.html">Who is who</a>
    </Note>
  ));
}
