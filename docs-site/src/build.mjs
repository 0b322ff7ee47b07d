/** Makes the site: `npm run build` writes docs-site/dist. A dead link ends it with exit code 1. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";
import { apiPage } from "./api.mjs";
import { layout } from "./layout.mjs";
import { linksOver } from "./links.mjs";
import { render } from "./markdown.mjs";
import { sectionsOf } from "./navigation.mjs";
import { pagesOf } from "./pages.mjs";
import { indexOf } from "./search_index.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
export const ROOT = here("../..");
const DIST = here("../dist");

/** All files of the site by path, and the faults found: `{files: Map, faults: [text]}`. */
export async function site(root = ROOT) {
  const sources = pagesOf(root);
  const links = linksOver(root, sources);
  const pages = sources.map((page) => ({ ...page, ...render(page.text, links.rewrite(page)) }));
  const faults = links.faults(new Map(pages.map((page) => [page.source, page])));
  for (const { source, title } of pages)
    if (!title) faults.push(`${source}: it has no heading of the first level`);

  const document = join(root, "docs/reference/openapi.json");
  if (existsSync(document)) pages.push(apiPage(JSON.parse(readFileSync(document, "utf8"))));
  const sections = sectionsOf(pages);
  const files = new Map(pages.map((page) => [page.path, layout(page, sections)]));
  files.set("search.json", indexOf(pages));
  files.set("search.js", await script());
  for (const name of ["style.css", "icon.svg"]) files.set(name, readFileSync(here(name), "utf8"));
  return { files, faults };
}

async function script() {
  const entryPoints = [here("search.browser.mjs")];
  const { outputFiles } = await bundle({
    entryPoints,
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2020",
    legalComments: "none",
  });
  return outputFiles[0].text;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { files, faults } = await site();
  for (const fault of faults) console.error(fault);
  if (faults.length) process.exit(1);
  rmSync(DIST, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(DIST, path)), { recursive: true });
    writeFileSync(join(DIST, path), text);
  }
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  console.log(`docs-site/dist: ${files.size} files, ${Math.round(bytes / 1024)} KiB`);
}
