import type { Money } from "../api/types";

/** How many of its digits stand behind the point, by ISO 4217. */
function digitsOf(currency: string): number {
  return formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

function formatOf(currency: string): Intl.NumberFormat {
  return new Intl.NumberFormat(undefined, { style: "currency", currency });
}

/** The amount in units of the currency: 4900 cents → 49. */
export function majorOf(money: Money): number {
  return money.minor / 10 ** digitsOf(money.currency);
}

/** 49 euros → 4900 cents. */
export function minorOf(major: number, currency: string): number {
  return Math.round(major * 10 ** digitsOf(currency));
}

/** To the last digit: "€1,299.00". */
export function money(amount: Money): string {
  return formatOf(amount.currency).format(majorOf(amount));
}

/** Without what stands behind the point, where that is too much: "€163,210". */
export function roundMoney(amount: Money): string {
  const major = majorOf(amount);
  if (Math.abs(major) < 100) return money(amount);
  const format = new Intl.NumberFormat(undefined, {
    style: "currency",
    currency: amount.currency,
    maximumFractionDigits: 0,
  });
  return format.format(major).replace("-", "−");
}

// What is said is English; only numbers are written the reader's way.
const listed = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** Several currencies are never added up, and do not look like a sum: "€100.00 and CHF 20.00". */
export function moneyOf(
  value: Money | null | undefined,
  amounts: Money[] | null | undefined,
): string | undefined {
  if (value) return money(value);
  if (amounts && amounts.length > 0) return listed.format(amounts.map(money));
  return undefined;
}
