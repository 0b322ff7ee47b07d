/**
 * Copies the lists of sites from crates/cairn-core/src/channel/sites.rs to src/channels/sites.json, so that there
 * is one place to change. `npm test` fails when the two differ.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const RUST = new URL("../../crates/cairn-core/src/channel/sites.rs", import.meta.url);
const JSON_FILE = new URL("../src/channels/sites.json", import.meta.url);

/** The lists of the Rust file: `{engines: [[pattern, name]], sites: {category: [pattern]}}`. */
export function listsOfRust(text = readFileSync(RUST, "utf8")) {
  const engines = part(text, /const ENGINES: [^=]*= \[\n(.*?)\n\];/s);
  const pairs = [...engines.matchAll(/\("([^"]+)", "([^"]+)"\)/g)].map(([, pattern, name]) => [
    pattern,
    name,
  ]);
  const order = [...part(text, /const SITES: [^=]*= \[\n(.*?)\n\];/s).matchAll(/Category::(\w+), (\w+)\)/g)];
  const sites = order.map(([, category, list]) => {
    const patterns = part(text, new RegExp(`const ${list}: &str = "\\\\\\n(.*?)";`, "s"));
    return [
      category.toLowerCase(),
      patterns
        .replace(/\\\n\s*/g, "")
        .trim()
        .split(", "),
    ];
  });
  return { engines: pairs, sites: Object.fromEntries(sites) };
}

function part(text, pattern) {
  const found = pattern.exec(text);
  if (!found)
    throw new Error(`sites.rs is written in another way than ${pattern} expects: change scripts/sites.mjs`);
  return found[1];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(JSON_FILE, JSON.stringify(listsOfRust(), null, 1) + "\n");
}
