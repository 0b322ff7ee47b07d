/** A canonical event cut into the cells of a row. */
type Event = Record<string, unknown> | null | undefined;

export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The user, else the device. */
export function personOf(event: Event): string {
  return textOf(event?.user_id ?? event?.anonymous_id);
}

/** "49.90 EUR". */
export function worthOf(event: Event): string {
  const value = event?.value;
  if (value === null || value === undefined) return "";
  return [textOf(value), textOf(event?.currency)].filter((part) => part !== "").join(" ");
}

const SHOWN_ELSEWHERE = new Set([
  "event",
  "event_time",
  "user_id",
  "anonymous_id",
  "value",
  "currency",
  "event_id",
  "received_at",
  "import_id",
  "source",
  "trust",
  "content_hash",
]);

/** Everything else, properties under their own names: "plan: pro · page.path: /pricing". */
export function detailsOf(event: Event): string {
  const parts: string[] = [];
  const add = (name: string, value: unknown) => {
    if (value === null || value === undefined || value === "") return;
    if (typeof value === "object" && !Array.isArray(value)) {
      for (const [inner, one] of Object.entries(value)) add(name === "" ? inner : `${name}.${inner}`, one);
    } else parts.push(`${name}: ${textOf(value)}`);
  };
  for (const [name, value] of Object.entries(event ?? {})) {
    if (SHOWN_ELSEWHERE.has(name)) continue;
    add(name === "properties" || name === "context" ? "" : name, value);
  }
  return parts.join(" · ");
}
