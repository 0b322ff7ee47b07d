/** Code to be taken to pages and servers. */
import type { BusinessModel } from "../../api/administration";

/** The event with what it carries. */
export interface EventToSend {
  event: string;
  description: string;
  properties: string[];
}

/** The line for all pages. */
export function pageSnippet(origin: string, key: string): string {
  return `<script async src="${origin}/cairn.js" data-key="${key}"></script>`;
}

/** What the page's own code says when something happens. */
export function trackCalls(events: EventToSend[], currency: string): string {
  return events
    .map(({ event, description, properties }) => {
      const given = properties.map((name) => `${name}: ${sample(name, currency)}`).join(", ");
      return `// ${description}\ncairn("track", ${JSON.stringify(event)}${given === "" ? "" : `, { ${given} }`});`;
    })
    .join("\n\n");
}

/** For calls made before the script has come. */
export const STUB =
  "window.cairn = window.cairn || function () { (cairn.q = cairn.q || []).push(arguments); };";

export const IDENTIFY = `cairn("identify", "YOUR-ID-OF-THE-CUSTOMER");`;

function message({ event, properties }: EventToSend, currency: string): string {
  const given = properties.map((name) => `"${name}": ${sample(name, currency)}`).join(", ");
  return `{
  "type": "track",
  "messageId": "${event}-1001",
  "userId": "YOUR-ID-OF-THE-CUSTOMER",
  "event": ${JSON.stringify(event)},
  "properties": {${given === "" ? "" : ` ${given} `}}
}`;
}

/** A batch with one event, by curl. */
export function curlExample(origin: string, key: string, event: EventToSend, currency: string): string {
  const batch = `{ "batch": [${message(event, currency)}] }`;
  // A quote ends the shell's text.
  return `curl -u ${key}: ${origin}/v1/batch \\\n  -H "Content-Type: application/json" \\\n  -d '${batch.replaceAll("'", "'\\''")}'`;
}

/** The same by Node, without a library. */
export function nodeExample(origin: string, key: string, event: EventToSend, currency: string): string {
  return `const answer = await fetch("${origin}/v1/batch", {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    Authorization: "Bearer ${key}",
  },
  body: JSON.stringify({ batch: [${message(event, currency)}] }),
});
if (!answer.ok) throw new Error(await answer.text());`;
}

/** A value such as the property has; what only the site can know is an ellipsis. */
function sample(property: string, currency: string): string {
  if (/^(revenue|price|amount|total|value)$/.test(property)) return "49.90";
  if (property === "currency") return JSON.stringify(currency);
  if (/(^|_)id$/.test(property)) return '"1001"';
  if (/^(products|seats|items)$/.test(property)) return "1";
  return '"…"';
}

/** What the site has to send itself: page views come by the script. */
export function eventsToSend(model: BusinessModel | undefined): EventToSend[] {
  return (model?.events ?? []).filter(({ event }) => event !== "pageview");
}

/** The event for the first example of a server: the one that carries money, else the last. */
export function exampleOf(events: EventToSend[]): EventToSend {
  const paid = events.find(({ properties }) => properties.includes("revenue"));
  return paid ?? events.at(-1) ?? { event: "signup", description: "Somebody signed up.", properties: [] };
}
