/** The pages by section, in the order in which docs/README.md names them; what it does not name comes last. */

import { posix } from "node:path";

const SECTIONS = [
  { title: "Start", has: (path) => !path.includes("/") && path !== "benchmarks.html" },
  { title: "Concepts", has: (path) => path.startsWith("concepts/") },
  { title: "Reference", has: (path) => path.startsWith("reference/") },
  { title: "Decisions", has: (path) => path.startsWith("adr/") },
  { title: "Project", has: (path) => path.startsWith("project/") || path === "benchmarks.html" },
];

/** `[{title, pages: [{path, title}]}]`; a page that no section takes is a fault. */
export function sectionsOf(pages) {
  const index = pages.find(({ path }) => path === "index.html");
  const named = (index?.links ?? []).map((href) => posix.join("docs", href.split("#")[0]));
  const rank = ({ source, path }) => {
    if (path === "index.html") return -1;
    const place = named.lastIndexOf(source);
    return place < 0 ? named.length : place;
  };
  const left = pages.filter(({ path }) => !SECTIONS.some(({ has }) => has(path)));
  if (left.length)
    throw new Error(`no section takes ${left.map(({ source }) => source)}: add it to navigation.mjs`);
  return SECTIONS.map(({ title, has }) => ({
    title,
    pages: pages
      .filter(({ path }) => has(path))
      .sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1))
      .map(({ path, title }) => ({ path, title: path === "index.html" ? "Overview" : title })),
  })).filter(({ pages }) => pages.length);
}
