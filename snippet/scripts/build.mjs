/** Bundles cairn.js into one file and holds it to its size. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Bytes that the gzipped script may have. */
export const MOST = 4096;

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The script's text, with its version from package.json. */
export async function bundle() {
  const { version } = JSON.parse(readFileSync(at("../package.json"), "utf8"));
  const { outputFiles } = await build({
    entryPoints: [at("../src/main.ts")],
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    define: { VERSION: JSON.stringify(version) },
  });
  return outputFiles[0].text;
}

/** Bytes of a text as a server sends it. */
export function packed(text) {
  return gzipSync(text, { level: 9 }).length;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const text = await bundle();
  mkdirSync(at("../dist"), { recursive: true });
  writeFileSync(at("../dist/cairn.js"), text);
  console.log(`dist/cairn.js: ${Buffer.byteLength(text)} bytes, ${packed(text)} gzipped, of at most ${MOST}`);
}
