/** The site as text: every page is there, links hold, nothing inline. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { after, test } from "node:test";
import { apiPage } from "../src/api.mjs";
import { ROOT, site } from "../src/build.mjs";
import { layout } from "../src/layout.mjs";
import { render } from "../src/markdown.mjs";
import { pagesOf } from "../src/pages.mjs";
import { slugger } from "../src/slugs.mjs";

const { files, faults } = await site();
const htmls = [...files].filter(([path]) => path.endsWith(".html"));
const API = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8"));
const api = layout(apiPage(API), [
  { title: "Reference", pages: [{ path: "reference/api.html", title: "API reference" }] },
]);

test("every file of docs/ is a page", () => {
  const sources = pagesOf(ROOT);
  assert.ok(sources.length > 30);
  for (const { path } of sources) assert.ok(files.has(path), path);
});

test("no link of a Markdown file is dead", () => assert.deepEqual(faults, []));

test("no link of a page is dead", () => {
  const ids = new Map(
    htmls.map(([path, html]) => [path, new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))]),
  );
  for (const [path, html] of htmls) {
    for (const [, address] of html.matchAll(/ (?:href|src)="([^"]*)"/g)) {
      if (/^[a-z]+:/.test(address)) continue;
      const [file, anchor] = address.split("#");
      const target = file === "" ? path : posix.join(posix.dirname(path), file);
      assert.ok(files.has(target), `${path} links to ${address}`);
      if (anchor) assert.ok(ids.get(target).has(decodeURIComponent(anchor)), `${path} links to ${address}`);
    }
  }
});

test("docs/README.md names every page of concepts and reference", () => {
  const index = files.get("index.html");
  const article = index.slice(index.indexOf("<article>"), index.indexOf("</article>"));
  for (const path of files.keys()) {
    if (!/^(concepts|reference)\/.*\.html$/.test(path) || path === "reference/api.html") continue;
    assert.ok(article.includes(`href="${path}"`), `docs/README.md does not name ${path}`);
  }
});

test("nothing is inline: no script, no style, no handler", () => {
  for (const [path, html] of [...htmls, ["api", api]]) {
    assert.doesNotMatch(
      html,
      /<script(?![^>]* src=)|<style|<[^>]* style=|<[^>]* on[a-z]+=|javascript:/i,
      path,
    );
    for (const [, address] of html.matchAll(/<(?:script|link|img)[^>]* (?:src|href)="([^"]*)"/g)) {
      assert.doesNotMatch(address, /^(?:https?:)?\/\//, `${path} loads ${address}`);
    }
  }
});

test("ids are unique on each page", () => {
  for (const [path, html] of [...htmls, ["api", api]]) {
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, path);
  }
});

test("the search's index is small and finds sections", async () => {
  const { default: MiniSearch } = await import("minisearch");
  const { OPTIONS } = await import("../src/search_index.mjs");
  const text = files.get("search.json");
  assert.ok(text.length < 1024 * 1024, `${text.length} bytes`);
  const index = MiniSearch.loadJSON(text, OPTIONS);
  for (const [query, path] of [
    ["wilson", "concepts/intervals.html"],
    ["retry-after", "reference/"],
    ["gclid", "concepts/channels.html"],
    ["data-consent", "reference/snippet.html"],
  ]) {
    assert.ok(
      index
        .search(query)
        .slice(0, 5)
        .some((found) => found.path.startsWith(path)),
      `${query}: ${JSON.stringify(index.search(query).slice(0, 5))}`,
    );
  }
});

test("dead links are faults", async () => {
  const root = mkdtempSync(join(tmpdir(), "cairn-docs-"));
  after(() => rmSync(root, { recursive: true, force: true }));
  const write = (path, text) => (
    mkdirSync(dirname(join(root, path)), { recursive: true }), writeFileSync(join(root, path), text)
  );
  for (const name of ["ARCHITECTURE", "GLOSSARY", "CONTRIBUTING", "CHANGELOG"])
    write(`${name}.md`, `# ${name}\n`);
  write("LICENSE", "");
  write(
    "docs/README.md",
    "# Index\n[a](a.md#there) [b](a.md#not-there) [c](b.md) [d](#index) [e](#f) [g](../LICENSE) [h](../NOTHING)\n",
  );
  write("docs/a.md", "# A\n## There\n[up](../GLOSSARY.md)\n");
  const { faults, files } = await site(root);
  assert.deepEqual(faults.map((fault) => /the link (\S+)/.exec(fault)[1]).sort(), [
    "#f",
    "../NOTHING",
    "a.md#not-there",
    "b.md",
  ]);
  // A file that is no page stays as text.
  assert.match(files.get("index.html"), /<a href="a.html#there">a<\/a>.* g /);
  assert.match(files.get("a.html"), /<a href="project\/glossary.html">/);
});

test("markup in Markdown is text", () => {
  const { html } = render(
    "# a\n<script>alert(1)</script> **b** [x](javascript:alert)\n\n| a |\n|--:|\n| 1 |\n\n```js\nconst a = '<b>';\n```\n",
    (href) => href,
  );
  assert.doesNotMatch(html, /<script|href="javascript|style=/);
  assert.match(html, /<td class="right">1/);
  assert.match(html, /<span class="hljs-keyword">const<\/span>/);
});

test("ids of headings are GitHub's", () => {
  const slug = slugger();
  assert.deepEqual(["Why rows are rejected", "`count`, once", "A – B", "Ünï_1", "Same", "Same"].map(slug), [
    "why-rows-are-rejected",
    "count-once",
    "a--b",
    "ünï_1",
    "same",
    "same-1",
  ]);
});

test("the API reference tells operations and fields of the document", () => {
  for (const part of [
    "GET</code> <code>/api/v1/sites/{site}",
    "If-None-Match",
    "<code>&quot;macro&quot;</code> | <code>&quot;micro&quot;</code>",
    'href="#schema-goal"',
    'id="schema-goal"',
    "list of",
    "&lt;b&gt;",
    "or null",
    "Rule</a> or null</td>",
    "Default: <code>&quot;every&quot;</code>",
  ]) {
    assert.ok(api.includes(part), part);
  }
  for (const [, id] of api.matchAll(/href="#([^"]*)"/g))
    assert.ok(id === "content" || api.includes(`id="${id}"`), id);
});
