import { LONGEST } from "./ids";

/** What a new site's settings most likely are. */

/** What is wrong with an id, if anything is. */
export function faultOfId(id: string, taken: string[]): string | undefined {
  if (id === "") return "The site needs an id.";
  if (id.length > LONGEST) return `At most ${LONGEST} characters.`;
  if (!/^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/.test(id)) {
    return "Lower-case letters, digits, hyphens and underscores; it begins and ends with a letter or digit.";
  }
  if (taken.includes(id)) return "There is a site with this id already.";
  return undefined;
}

/** Regions by currency; those that are not listed use the dollar or say so themselves. */
const REGIONS: Record<string, string> = {
  EUR: "AT BE HR CY EE FI FR DE GR IE IT LV LT LU MT NL PT SK SI ES MC ME XK BG",
  GBP: "GB IM JE GG",
  CHF: "CH LI",
  SEK: "SE",
  NOK: "NO",
  DKK: "DK",
  PLN: "PL",
  CZK: "CZ",
  HUF: "HU",
  RON: "RO",
  ISK: "IS",
  UAH: "UA",
  TRY: "TR",
  CAD: "CA",
  AUD: "AU",
  NZD: "NZ",
  JPY: "JP",
  CNY: "CN",
  KRW: "KR",
  INR: "IN",
  BRL: "BR",
  MXN: "MX",
  ARS: "AR",
  CLP: "CL",
  COP: "CO",
  ZAR: "ZA",
  NGN: "NG",
  KES: "KE",
  EGP: "EG",
  ILS: "IL",
  AED: "AE",
  SAR: "SA",
  SGD: "SG",
  HKD: "HK",
  TWD: "TW",
  THB: "TH",
  VND: "VN",
  IDR: "ID",
  MYR: "MY",
  PHP: "PH",
};

/** The currency of where a language is spoken: "de-CH" → "CHF". */
export function currencyOf(locale: string): string {
  const region = regionOf(locale);
  const found = Object.entries(REGIONS).find(([, regions]) => regions.split(" ").includes(region));
  return found?.[0] ?? "USD";
}

function regionOf(locale: string): string {
  try {
    return new Intl.Locale(locale).maximize().region ?? "";
  } catch {
    return "";
  }
}

/** Where weeks begin on a Sunday most people expect them to. */
export function weekStartOf(locale: string): "monday" | "sunday" {
  const sundays = "US CA MX BR JP KR TW IL IN ZA AR CO PH TH HK SG".split(" ");
  return sundays.includes(regionOf(locale)) ? "sunday" : "monday";
}

/** The zone of this browser. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
}

/** All zones, with UTC, which the list of browsers leaves out. */
export function zones(): string[] {
  return [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];
}

/** All currencies with their names. */
export function currencies(): { id: string; name: string; aside: string }[] {
  const names = new Intl.DisplayNames(undefined, { type: "currency" });
  return Intl.supportedValuesOf("currency").map((id) => ({ id, name: id, aside: names.of(id) ?? "" }));
}
