import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";

const SOURCE = import.meta.dirname;

/** From below to above: a file imports from its own layer or from one below. */
const LAYERS = [["api", "format"], ["reports", "ui"], ["app", "charts"], ["parts"], ["pages"]];
/** The router names the pages it leads to. */
const ABOVE_ALL = ["main.tsx", join("app", "router.tsx")];

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !file.includes(".test.") && !ABOVE_ALL.includes(file),
);
const imports = files.flatMap((file) =>
  [...readFileSync(join(SOURCE, file), "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g)].map(
    ([, path]) => ({
      file,
      of: normalize(join(dirname(file), path ?? "")),
    }),
  ),
);
const layerOf = (path: string) => LAYERS.findIndex((names) => names.includes(path.split("/")[0] ?? ""));

test("imports go one way", () => {
  expect(imports.length).toBeGreaterThan(300);
  const upward = imports.filter(({ file, of }) => layerOf(of) > layerOf(file));
  expect(upward).toEqual([]);
});

test("pages lend each other nothing: what two of them show is a part", () => {
  const pageOf = (path: string) => (path.startsWith("pages/") ? path.split("/")[1] : undefined);
  const lent = imports.filter(({ file, of }) => pageOf(of) && pageOf(of) !== pageOf(file));
  expect(lent.map(({ file, of }) => `${file} → ${relative(".", of)}`)).toEqual([]);
});
