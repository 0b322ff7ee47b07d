/** Which pages there are: every Markdown file of docs/, and those of the project's root that belong to it. */

import { readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";

/** Files of the root that are pages too, by the page they become. */
const OF_ROOT = {
  "ARCHITECTURE.md": "project/architecture.html",
  "GLOSSARY.md": "project/glossary.html",
  "CONTRIBUTING.md": "project/contributing.html",
  "CHANGELOG.md": "project/changelog.html",
};

/**
 * All pages: `{source, path, text}`. `source` is the file's path from the project's root, `path` the page's below the
 * site's root.
 */
export function pagesOf(root) {
  const docs = readdirSync(join(root, "docs"), { recursive: true })
    .map((path) => path.split("\\").join("/"))
    .filter((path) => path.endsWith(".md"))
    .map((path) => ["docs/" + path, pageOf(path)]);
  return [...docs, ...Object.entries(OF_ROOT)]
    .map(([source, path]) => ({ source, path, text: readFileSync(join(root, source), "utf8") }))
    .sort((a, b) => (a.source < b.source ? -1 : 1));
}

/** `concepts/channels.md` is `concepts/channels.html`, and a README its folder's index. */
function pageOf(path) {
  return path.replace(/(^|\/)README\.md$/, "$1index.md").replace(/\.md$/, ".html");
}

/** The way from one page to another. */
export function wayTo(from, to) {
  const way = posix.relative(posix.dirname(from), to);
  return way === "" ? posix.basename(to) : way;
}
