/** What the server says, for people: it begins large, ends with a point, and what stands in `backticks` is code. */
export function Said({ text }: { text: string }) {
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!:)]$/.test(text) ? "" : "."}`;
  return whole.split("`").map((part, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no name of their own
    place % 2 === 1 ? <code key={place}>{part}</code> : part,
  );
}
