/** Code to be taken to pages and servers. */
import type { BusinessModel } from "../api/administration";
import type { Funnel, Goal } from "../api/types";
import { namesIn, ownNames } from "./names";

/** The event with what it carries. */
export interface EventToSend {
  event: string;
  description: string;
  properties: string[];
}

/** The tag for all pages. */
export function pageSnippet(origin: string, key: string): string {
  return `<script async\n  src="${origin}/cairn.js"\n  data-key="${key}"></script>`;
}

/** A line longer than this is broken up. */
const LINE = 72;

/** `{ a: 1, b: 2 }`, on lines of their own where one is too long. */
function objectOf(fields: [string, string][], before: number): string {
  const parts = fields.map(([name, value]) => `${name}: ${value}`);
  const line = `{ ${parts.join(", ")} }`;
  return before + line.length <= LINE ? line : `{\n${parts.map((part) => `  ${part},\n`).join("")}}`;
}

/** What the page's own code says when something happens. */
export function trackCalls(events: EventToSend[], currency: string): string {
  return events
    .map(({ event, description, properties }) => {
      const fields = properties.map((name): [string, string] => [name, sample(name, currency)]);
      const call = `cairn("track", ${JSON.stringify(event)}`;
      const given = fields.length === 0 ? "" : `, ${objectOf(fields, call.length)}`;
      return `// ${description}\n${call}${given});`;
    })
    .join("\n\n");
}

/** For calls made before the script has come. */
export const STUB = `window.cairn = window.cairn || function () {
  (cairn.q = cairn.q || []).push(arguments);
};`;

export const IDENTIFY = `cairn("identify", "YOUR-ID-OF-THE-CUSTOMER");`;

/** A batch with one message. */
function batch({ event, properties }: EventToSend, currency: string) {
  const given = properties.map((name) => [name, JSON.parse(sample(name, currency))] as const);
  const message = {
    type: "track",
    messageId: `${event}-1001`,
    userId: "YOUR-ID-OF-THE-CUSTOMER",
    event,
    properties: Object.fromEntries(given),
  };
  return { batch: [message] };
}

/** A batch with one event, by curl. */
export function curlExample(origin: string, key: string, event: EventToSend, currency: string): string {
  // A quote ends the shell's text.
  const text = JSON.stringify(batch(event, currency), null, 2).replaceAll("'", "'\\''");
  return `curl ${origin}/v1/batch \\\n  -u ${key}: \\\n  -H "Content-Type: application/json" \\\n  -d '${text}'`;
}

/** The same by Node, without a library. */
export function nodeExample(origin: string, key: string, event: EventToSend, currency: string): string {
  const text = JSON.stringify(batch(event, currency), null, 2).replaceAll("\n", "\n  ");
  return `const answer = await fetch("${origin}/v1/batch", {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    Authorization:
      "Bearer ${key}",
  },
  body: JSON.stringify(${text}),
});
if (!answer.ok) throw new Error(await answer.text());`;
}

/** A value such as the property has; what only the site can know is an ellipsis. */
function sample(property: string, currency: string): string {
  if (/^(revenue|price|amount|total|value)$/.test(property)) return "49.9";
  if (property === "currency") return JSON.stringify(currency);
  if (/(^|_)id$/.test(property)) return '"1001"';
  if (/^(products|seats|items)$/.test(property)) return "1";
  return '"…"';
}

/**
 * What the site has to send itself, under its own names: what its goals and funnels speak of, or all of the template
 * while it has none. Page views come by the script.
 */
export function eventsToSend(
  model: BusinessModel | undefined,
  goals: Goal[],
  funnels: Funnel[],
): EventToSend[] {
  if (!model) return [];
  const names = ownNames(model, goals, funnels);
  const rules = [goals.map(({ when }) => when), funnels.map(({ steps }) => steps)];
  const spoken = new Set(namesIn(rules).map(({ name }) => name));
  return model.events
    .filter(({ event }) => event !== "pageview")
    .map((event) => ({ ...event, event: names[event.event] ?? event.event }))
    .filter(({ event }) => spoken.size === 0 || spoken.has(event));
}

/** The event for the first example of a server: the one that carries money, else the last. */
export function exampleOf(events: EventToSend[]): EventToSend {
  const paid = events.find(({ properties }) => properties.includes("revenue"));
  return paid ?? events.at(-1) ?? { event: "signup", description: "Somebody signed up.", properties: [] };
}
