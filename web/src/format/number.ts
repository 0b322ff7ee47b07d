/** Numbers in the reader's way of writing them. */

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { notation: "compact", maximumSignificantDigits: 3 });

/** 30000 → "30,000". */
export function count(value: number): string {
  return whole.format(value);
}

/** 1234567 → "1.23M": for axes. */
export function shortCount(value: number): string {
  return short.format(value);
}

/** 1 → "1 person", 2 → "2 persons". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share in [0, 1] → "3.4 %". Small ones keep a digit that tells them apart from nothing. */
export function percent(share: number): string {
  const hundredths = share * 100;
  const digits = hundredths !== 0 && Math.abs(hundredths) < 1 ? 2 : Math.abs(hundredths) < 99.95 ? 1 : 0;
  const number = new Intl.NumberFormat(undefined, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${number.format(hundredths)}\u202f%`;
}

/** A difference of two shares in percentage points, with its sign: "−14.2 pp". */
export function points(difference: number): string {
  const hundredths = difference * 100;
  // What is not nothing does not look like it: an interval that leaves zero out must be seen to.
  const digits = hundredths !== 0 && Math.abs(hundredths) < 0.05 ? 2 : 1;
  return `${signed(hundredths, digits)}\u202fpp`;
}

/** With its sign: "+12", "−3.5", "0". */
export function signed(value: number, digits = 0): string {
  const number = new Intl.NumberFormat(undefined, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const text = number.format(Math.abs(value));
  if (Number(Math.abs(value).toFixed(digits)) === 0) return number.format(0);
  return value > 0 ? `+${text}` : `−${text}`;
}

/** How much more or less, as a share: from 200 to 250 is "+25 %". Nothing to compare with gives nothing. */
export function change(now: number, before: number): string | undefined {
  if (before === 0) return undefined;
  return `${signed(((now - before) / before) * 100, 0)}\u202f%`;
}

/** Bytes → "47.8 MB". */
export function bytes(value: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  const format = new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: units[unit] ?? "byte",
    // Short, a byte is written like a word that lacks its plural.
    unitDisplay: unit === 0 ? "long" : "short",
    maximumSignificantDigits: 3,
  });
  return format.format(scaled);
}
