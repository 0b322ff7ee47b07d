/** Ids made of names. */

/** Longest id that the server takes. */
export const LONGEST = 64;

/** Letters that do not fall apart into a letter and its sign. */
const LETTERS: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  ø: "o",
  œ: "oe",
  đ: "d",
  ł: "l",
  þ: "th",
  ð: "d",
  ı: "i",
};

/** "Müller & Söhne" → "muller-sohne". */
export function idOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[ßæøœđłþðı]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, "");
}

/** The same, with a number behind it where the id is taken. A name without a Latin letter or digit has none of its
 * own: it begins with `otherwise`. */
export function freeIdOf(name: string, taken: string[], otherwise = ""): string {
  const id = idOf(name) || otherwise;
  if (id === "" || !taken.includes(id)) return id;
  for (let number = 2; ; number += 1) {
    const numbered = `${id.slice(0, LONGEST - 1 - String(number).length)}-${number}`;
    if (!taken.includes(numbered)) return numbered;
  }
}
