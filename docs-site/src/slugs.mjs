/** Ids of headings, the same that GitHub makes, so that links in Markdown hold in both places. */

export function slugger() {
  const taken = new Map();
  return (text) => {
    const slug = text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    const count = taken.get(slug) ?? 0;
    taken.set(slug, count + 1);
    return count ? `${slug}-${count}` : slug;
  };
}
