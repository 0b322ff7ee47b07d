/** What comes in, in words. */
import type { Pulse, RecentEvent } from "../api/administration";
import { count, counted } from "../format/number";
import { ago } from "../format/time";

const WAYS: Record<string, string> = {
  browser: "from the browser",
  server: "from a server",
  app: "from an app",
  import: "from a file",
};

/** "from the browser". */
export function wayWords(way: string): string {
  return WAYS[way] ?? `from ${way}`;
}

/** "pageview", or "1,200 events" of an import. */
export function eventWords(recent: RecentEvent): string {
  if (recent.event) return recent.event;
  return recent.events === undefined || recent.events === null
    ? "an import"
    : counted(recent.events, "event");
}

/** When it came, or happened where nobody kept that. */
export function arrivedAt(recent: RecentEvent): string | undefined {
  return recent.received_at ?? recent.event_time ?? undefined;
}

/** How many entries the server keeps: with fewer, the last of them was the very first. */
const KEPT = 50;

/** "First event: pageview, from the browser, 3 seconds ago". Nothing while nothing has come. */
export function firstSentence(pulse: Pulse): string | undefined {
  const isWhole = pulse.recent.length < KEPT;
  // A file whose rows were all rejected brought nothing.
  const come = pulse.recent.filter(({ events }) => events !== 0);
  const told = isWhole ? come.at(-1) : come[0];
  if (!told) return undefined;
  const at = arrivedAt(told);
  const when = at ? `, ${ago(at, new Date(pulse.now))}` : "";
  const which = isWhole ? "First" : "Latest";
  const isMany = !told.event && (told.events ?? 0) > 1;
  const what = isMany ? `events: ${count(told.events ?? 0)}` : `event: ${eventWords(told)}`;
  return `${which} ${what}, ${wayWords(told.way)}${when}`;
}

/** "1,200 events are stored", where what came last brought none. */
export function storedSentence(events: number): string | undefined {
  if (events === 0) return undefined;
  return `${counted(events, "event")} ${events === 1 ? "is" : "are"} stored already`;
}

/** Events of the minutes that the pulse shows. */
export function lately(pulse: Pulse): number {
  return pulse.minutes.reduce((sum, minute) => sum + minute.events, 0);
}

interface Health {
  pulse: Pulse;
  /** Stored events of the site. */
  events: number;
  damage: string[];
}

export interface HealthSentence {
  /** `good`: nothing to do. `warn`: something to look at. `bad`: something was lost. */
  tone: "good" | "warn" | "bad" | "plain";
  text: string;
}

/** A day without an event is worth a word. */
const QUIET_SECONDS = 86_400;

/** Whether everything is coming in, in a sentence or three. */
export function healthSentence({ pulse, events, damage }: Health): HealthSentence {
  const rest = [lettersWords(pulse.dead_letters_last_hour), damageWords(damage)].filter(
    (words) => words !== "",
  );
  if (!pulse.last_event_at && events === 0) {
    return {
      tone: rest.length > 0 ? "warn" : "plain",
      text: ["Nothing has come in yet.", ...rest].join(" "),
    };
  }
  const last = pulse.last_event_at;
  const now = new Date(pulse.now);
  const isQuiet = !last || (now.getTime() - new Date(last).getTime()) / 1000 > QUIET_SECONDS;
  const minutes = pulse.minutes.length;
  const come = `${count(lately(pulse))} came in the last ${minutes} minutes`;
  const begin = !last
    ? `${counted(events, "event")} ${events === 1 ? "is" : "are"} stored; none came lately.`
    : isQuiet
      ? `It is quiet: the last event came ${ago(last, now)}.`
      : `Yes: the last event came ${ago(last, now)}, ${come}.`;
  const tone = damage.length > 0 ? "bad" : rest.length > 0 || isQuiet ? "warn" : "good";
  const isYes = tone === "good" || isQuiet || !last;
  return { tone, text: [isYes ? begin : begin.replace(/^Yes: the/, "The"), ...rest].join(" ") };
}

function lettersWords(letters: number): string {
  if (letters === 0) return "";
  return `${counted(letters, "message")} of the last hour ${letters === 1 ? "was" : "were"} no event and kept as ${letters === 1 ? "a dead letter" : "dead letters"}.`;
}

function damageWords(damage: string[]): string {
  return damage.length === 0 ? "" : "The server found damage in its log when it started.";
}
