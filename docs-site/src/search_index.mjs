/** The index of the search, made at build time: one entry for each section of a page. */

import MiniSearch from "minisearch";

/** How the index is read and written; the browser's script uses the same. */
export const OPTIONS = {
  fields: ["heading", "title", "text"],
  storeFields: ["heading", "title", "path"],
  searchOptions: { boost: { heading: 4, title: 2 }, prefix: true, fuzzy: 0.15, combineWith: "AND" },
};

/** The index of pages as JSON. */
export function indexOf(pages) {
  const index = new MiniSearch(OPTIONS);
  for (const { path, title, sections } of pages) {
    for (const { id, heading, text } of sections) {
      if (!text && !heading) continue;
      const address = id ? `${path}#${id}` : path;
      index.add({ id: address, path: address, title, heading: heading ?? title, text });
    }
  }
  return JSON.stringify(index);
}
