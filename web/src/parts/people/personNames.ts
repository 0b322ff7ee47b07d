import type { components } from "../../api/schema";

/** What a person is called: a user id before a device, and how many more ids there are. */
export function namesOf(person: components["schemas"]["Person"]): [string, string] {
  const users = person.ids.flatMap((id) => ("user_id" in id ? [id.user_id] : []));
  const devices = person.ids.flatMap((id) => ("anonymous_id" in id ? [id.anonymous_id] : []));
  const main = users[0] ?? devices[0] ?? person.person;
  const others = person.ids.length - 1;
  const kind = users.length > 0 ? "" : "anonymous";
  return [
    main,
    [kind, others > 0 ? `+${others} ${others === 1 ? "id" : "ids"}` : ""].filter(Boolean).join(", "),
  ];
}
