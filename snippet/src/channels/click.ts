/** What a click id says about where a visit came from: crates/cairn-core/src/channel/click.rs. */

export type Network = "display" | "cross_network";

export interface Click {
  source: string;
  medium: string;
  network: Network | null;
  /** Whether it tells more than the referrer. Facebook adds its id to every link, paid or not. */
  isProof: boolean;
}

type Said = readonly [source: string, medium: string];

const GOOGLE: Said = ["google", "cpc"];

/** Click ids by their names in `context.click_ids`, in the order of their weight. */
const CLICKS = new Map<string, Said>([
  ["gclid", GOOGLE],
  ["gbraid", GOOGLE],
  ["wbraid", GOOGLE],
  ["dclid", GOOGLE],
  ["gad_source", GOOGLE],
  ["msclkid", ["bing", "cpc"]],
  ["ttclid", ["tiktok", "cpc"]],
  ["twclid", ["x", "cpc"]],
  ["li_fat_id", ["linkedin", "cpc"]],
  ["rdt_cid", ["reddit", "cpc"]],
  ["sccid", ["snapchat", "cpc"]],
  ["epik", ["pinterest", "cpc"]],
  ["oppref", ["openai", "cpc"]],
  ["irclid", ["impact", "affiliate"]],
  ["mc_cid", ["mailchimp", "email"]],
  ["kx", ["klaviyo", "email"]],
  ["fbclid", ["facebook", "referral"]],
]);

export const CLICK_IDS: readonly string[] = [...CLICKS.keys()];

/** The first click id there is. */
export function clickOf(ids: Readonly<Record<string, string>>): Click | null {
  for (const [name, [source, medium]] of CLICKS) {
    if (!ids[name]?.trim()) continue;
    const network = source === "google" ? googleNetwork(ids) : null;
    return { source, medium, network, isProof: name !== "fbclid" };
  }
  return null;
}

/** `gad_source` numbers the networks of Google Ads: 1 is search, 2 display, 5 several of them. */
function googleNetwork(ids: Readonly<Record<string, string>>): Network | null {
  const number = ids.gad_source?.trim();
  if (number === undefined) return ids.dclid === undefined ? null : "display";
  return number === "2" ? "display" : number === "5" ? "cross_network" : null;
}
