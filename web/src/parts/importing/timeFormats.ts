/** How times of a file are most likely written, by what stands in their column. */

const FORMS: [RegExp, (parts: RegExpExecArray) => string][] = [
  [/^\d{1,2}\.\d{1,2}\.\d{4}(.*)$/, ([, clock]) => `%d.%m.%Y${clockOf(clock)}`],
  [/^1\d{9}$/, () => "unix_s"],
  [/^1\d{12}$/, () => "unix_ms"],
  [/^1\d{15}$/, () => "unix_us"],
];

function clockOf(clock = ""): string {
  if (/^[ T]\d{1,2}:\d\d:\d\d$/.test(clock)) return `${clock.charAt(0)}%H:%M:%S`;
  return /^[ T]\d{1,2}:\d\d$/.test(clock) ? `${clock.charAt(0)}%H:%M` : "";
}

/** The pattern that all samples have; nothing if they are ISO, or if day and month could be either. */
export function timeFormatOf(samples: string[]): string | null {
  const found = new Set(samples.map((sample) => formOf(sample.trim())));
  const [form] = found;
  if (found.size === 1 && form) return form;
  return slashesOf(samples);
}

function formOf(sample: string): string | null {
  for (const [form, pattern] of FORMS) {
    const parts = form.exec(sample);
    if (parts) return pattern(parts);
  }
  return null;
}

/** Of 31/01/2026 and 01/31/2026 only a number above twelve tells which is the day. */
function slashesOf(samples: string[]): string | null {
  const parts = samples.map((sample) => /^(\d{1,2})\/(\d{1,2})\/\d{4}(.*)$/.exec(sample.trim()));
  if (parts.length === 0 || parts.some((part) => part === null)) return null;
  const isAbove = (place: number) => parts.some((part) => Number(part?.[place]) > 12);
  if (isAbove(1) === isAbove(2)) return null;
  return `${isAbove(1) ? "%d/%m" : "%m/%d"}/%Y${clockOf(parts[0]?.[3])}`;
}
