/** Times in the site's zone, in the reader's way of writing them. */

/** A day, an instant: "27 Nov 2026". Plain dates are days whatever the zone. */
export function day(text: string, zone: string): string {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: isDate ? "UTC" : zone });
  return format.format(new Date(isDate ? `${text}T00:00:00Z` : text));
}

/** "27 Nov": for axes. */
export function shortDay(text: string, zone: string): string {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  const format = new Intl.DateTimeFormat(undefined, {
    day: "numeric",
    month: "short",
    timeZone: isDate ? "UTC" : zone,
  });
  return format.format(new Date(isDate ? `${text}T00:00:00Z` : text));
}

/** The plain date of an instant, or of so many milliseconds later: "2026-11-27". */
export function dateIn(text: string, zone: string, laterMillis = 0): string {
  const parts = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: zone });
  return parts.format(new Date(Date.parse(text) + laterMillis));
}

/** The month of a plain date: "Nov 2026". */
export function month(date: string): string {
  const format = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${date}T00:00:00Z`));
}

/** The beginning of a bucket: a day, or day and hour where buckets are hours. */
export function bucket(text: string, zone: string): string {
  return text.includes("T") ? moment(text, zone) : day(text, zone);
}

/** The same for axes. */
export function shortBucket(text: string, zone: string): string {
  if (!text.includes("T")) return shortDay(text, zone);
  return new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(
    new Date(text),
  );
}

/** "27 Nov 2026, 14:03". */
export function moment(text: string, zone: string): string {
  return new Intl.DateTimeFormat(undefined, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: zone,
  }).format(new Date(text));
}

/** "14:03:12". */
export function clock(text: string, zone: string): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: "medium", timeZone: zone }).format(new Date(text));
}

/** The last day that belongs to a range whose end does not: "1 Jan – 31 Jan 2026". */
export function span(start: string, end: string, zone: string): string {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: zone });
  return format.formatRange(new Date(start), new Date(new Date(end).getTime() - 1));
}

/** "3 min 20 s", "2 d 4 h": the two largest units. */
export function duration(seconds: number): string {
  const units: [string, number][] = [
    ["d", 86_400],
    ["h", 3_600],
    ["min", 60],
    ["s", 1],
  ];
  const first = units.findIndex(([, length]) => seconds >= length);
  if (first < 0) return "0 s";
  let left = Math.round(seconds);
  const words: string[] = [];
  for (const [name, length] of units.slice(first, first + 2)) {
    const whole = Math.floor(left / length);
    left -= whole * length;
    if (whole > 0) words.push(`${whole} ${name}`);
  }
  return words.join(" ");
}

/** "5 minutes ago", as of a moment. */
export function ago(text: string, now: Date): string {
  const seconds = (new Date(text).getTime() - now.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(Math.round(seconds), "second");
}

/** The window of a question in words: "7d" → "7 days". */
export function windowWords(text: string): string {
  const match = /^(\d+)([smhdw])$/.exec(text);
  if (!match) return text;
  const names: Record<string, string> = { s: "second", m: "minute", h: "hour", d: "day", w: "week" };
  const number = Number(match[1]);
  return `${number} ${names[match[2] ?? ""]}${number === 1 ? "" : "s"}`;
}

/** Whether a text is a day that there is: not the 99th of a month. */
export function isCalendarDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
