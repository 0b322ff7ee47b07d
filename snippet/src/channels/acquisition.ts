/**
 * Where a visit came from: source, medium, campaign and channel, by docs/concepts/channels.md.
 *
 * The server computes this for every answer (crates/cairn-core/src/channel); this is the same for programs in
 * TypeScript. It is no part of cairn.js. `tests/vectors/channels.json` holds both to the same cases.
 */

import { CLICK_IDS, clickOf, type Click } from "./click";
import { referralOf } from "./referrer";
import { channelOf, isPaid } from "./rules";

/** What the first event of a visit tells. Blank texts count as absent. */
export interface Origin {
  utm_source?: string | null;
  utm_medium?: string | null;
  utm_campaign?: string | null;
  /** By their names in `context.click_ids`. */
  click_ids?: Readonly<Record<string, string>>;
  /** The address or host of the page before. */
  referrer?: string | null;
  /** The address or host of the page itself: links within a site are no origin. */
  page?: string | null;
}

export interface Acquisition {
  channel: string;
  source: string | null;
  medium: string | null;
  campaign: string | null;
}

/** Where the visit came from that began at the address `url`, behind the page `referrer`. */
export function acquisitionOfVisit(url: string, referrer: string | null): Acquisition {
  const query = url.replace(/#.*/s, "").split("?").slice(1).join("?");
  const given = new Map(
    [...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value] as const),
  );
  const ids = CLICK_IDS.map((name) => [name, given.get(name === "kx" ? "_kx" : name)] as const);
  return acquisition({
    utm_source: given.get("utm_source") ?? null,
    utm_medium: given.get("utm_medium") ?? null,
    utm_campaign: given.get("utm_campaign") ?? null,
    click_ids: Object.fromEntries(ids.filter((entry): entry is [string, string] => !!entry[1]?.trim())),
    referrer,
    page: url,
  });
}

/** Tags go before click ids, these before the referrer. */
export function acquisition(origin: Origin): Acquisition {
  const source = text(origin.utm_source);
  const medium = text(origin.utm_medium);
  const campaign = text(origin.utm_campaign);
  const click = clickOf(origin.click_ids ?? {});
  if (source !== null || medium !== null || campaign !== null) return tagged(source, medium, campaign, click);
  const referral = referralOf(text(origin.referrer), text(origin.page));
  if (click && (click.isProof || !referral)) return tagged(null, null, null, click);
  const found = referral ?? { source: "(direct)", medium: "(none)", campaign: null };
  return { channel: channelOf({ ...found, network: null }), ...found };
}

/** Tags as they are; what they leave out is the click id's, unless they name another source. */
function tagged(
  source: string | null,
  medium: string | null,
  campaign: string | null,
  told: Click | null,
): Acquisition {
  const agrees = source === null || source.toLowerCase().split(".")[0] === told?.source;
  const click = agrees ? told : null;
  const found = {
    source: source ?? click?.source ?? null,
    medium: medium ?? click?.medium ?? null,
    campaign,
  };
  const network = medium === null || isPaid(medium) ? (click?.network ?? null) : null;
  return { channel: channelOf({ ...found, network }), ...found };
}

function text(text: string | null | undefined): string | null {
  return text?.trim() || null;
}
