/** Numbers in the reader's way of writing them. */

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const one = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
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

const UNITS = ["KiB", "MiB", "GiB", "TiB"];

/** Bytes → "47.8 MiB": in powers of 1,024, as the commands write them. */
export function bytes(value: number): string {
  if (value < 1_024) return `${tenths.format(value)} ${value === 1 ? "byte" : "bytes"}`;
  let scaled = value / 1_024;
  let unit = 0;
  // What would be rounded to 1,024 of a unit is one of the next.
  while (scaled >= 1_023.95 && unit < UNITS.length - 1) {
    scaled /= 1_024;
    unit += 1;
  }
  return `${one.format(scaled)} ${UNITS[unit]}`;
}
