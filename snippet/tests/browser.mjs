/**
 * cairn.js in Chromium against a real server: `CAIRN=target/debug/cairn npm run test:browser`.
 *
 * CHROMIUM names the browser (/usr/bin/chromium). What is expected is what the test itself did in the page; what is
 * there is read back from `cairn export` and `cairn query`. Nothing waits for a time, only for what must become so.
 */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { Cairn, servePages } from "./served.mjs";
import { SCENARIOS } from "./scenarios.mjs";

const folder = mkdtempSync(join(tmpdir(), "cairn-snippet-"));
const cairn = new Cairn(join(folder, "data"));
cairn.command("site", "add", "shop");
const key = cairn.command("key", "create", "--site", "shop", "--kind", "write").trim();
await cairn.start();

const STUB = "window.cairn = window.cairn || function () { (cairn.q = cairn.q || []).push(arguments) }";
const tag = (more = "") =>
  `<script async src="/cairn.js" data-key="${key}" data-host="${cairn.origin}" ${more}></script>`;
const page = (path, head, body = "") =>
  `<!doctype html><title>${path}</title>${head}<body><a href="/next">next</a>${body}`;
const pages = await servePages((path) => {
  if (path === "/favicon.ico") return null;
  if (path === "/framed") return page(path, `<script>${STUB}; cairn("track", "in a frame")</script>${tag()}`);
  if (path === "/frame") return page(path, "", '<iframe sandbox="allow-scripts" src="/framed"></iframe>');
  if (path === "/manual") return page(path, tag('data-pages="manual"'));
  if (path === "/ask") return page(path, tag('data-consent="required"'));
  if (path === "/wrong") return page(path, tag().replace(key, "cairn_wk_wrong"));
  if (path === "/bare") return page(path, "");
  return page(path, `<script>${STUB}; cairn("track", "early", {path: location.pathname})</script>${tag()}`);
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  // Playwright turns the cache of left pages off; visitors have it.
  ignoreDefaultArgs: ["--disable-back-forward-cache"],
});

/** Polls until `check` gives something. */
async function until(what, check, seconds = 30) {
  const last = Date.now() + seconds * 1000;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > last) throw new Error(`did not become so: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** A browser without memory of the others. Faults of its pages are faults of the test. */
async function visitor(options = {}) {
  const context = await browser.newContext(options);
  const faults = [];
  context.on("weberror", (error) => faults.push(error.error()));
  const open = async (path) => {
    const opened = await context.newPage();
    await opened.goto(pages.origin + path);
    if (path !== "/bare" && path !== "/frame") await ready(opened);
    return opened;
  };
  return { context, faults, open };
}

const ready = (opened) => opened.waitForFunction(() => window.cairn?.ready);
const call = (opened, ...words) => opened.evaluate((words) => window.cairn(...words), words);
const waiting = (opened) =>
  opened.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("cairn.m.")).length);
const drained = (opened) => until("everything is sent", async () => (await waiting(opened)) === 0);

let failed = 0;
try {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if (process.argv[2] && !name.includes(process.argv[2])) continue;
    const began = Date.now();
    const before = new Set(cairn.events().map(({ event_id }) => event_id));
    /** The events of this scenario. */
    const events = () => cairn.events(({ event_id }) => !before.has(event_id));
    const stored = (count) =>
      until(`${count} events are stored`, () => {
        const found = events();
        return found.length >= count && found;
      });
    const opened = [];
    const newVisitor = async (options) => {
      const made = await visitor(options);
      opened.push(made);
      return made;
    };
    try {
      const said = await scenario({
        cairn,
        pages,
        visitor: newVisitor,
        until,
        ready,
        call,
        waiting,
        drained,
        events,
        stored,
      });
      for (const { faults } of opened) assert.deepEqual(faults, []);
      console.log(`ok  ${name}${said ? ` (${said})` : ""}, ${Date.now() - began} ms`);
    } catch (error) {
      failed++;
      console.log(`NOT ${name}\n${error.stack}`);
    }
    for (const { context } of opened) await context.close();
  }
} finally {
  await browser.close();
  await cairn.kill();
  pages.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
