/**
 * The built site in Chromium under the server's Content Security Policy: `npm run build && npm run test:browser`.
 *
 * CHROMIUM names the browser (/usr/bin/chromium). `--shots DIR` also writes screenshots.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};
const PAGES = [
  "index.html",
  "getting-started.html",
  "reference/snippet.html",
  "concepts/channels.html",
  "reference/questions.html",
];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://docs");
  try {
    const text = readFileSync(join(DIST, decodeURIComponent(pathname.replace(/^\/docs\//, ""))));
    response
      .writeHead(200, { "Content-Type": TYPES[extname(pathname)], "Content-Security-Policy": POLICY })
      .end(text);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const root = `http://127.0.0.1:${server.address().port}/docs/`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const shots = process.argv[2] === "--shots" ? process.argv[3] : null;
if (shots) mkdirSync(shots, { recursive: true });
const extra = (() => {
  try {
    readFileSync(join(DIST, "reference/api.html"));
    return ["reference/api.html"];
  } catch {
    return [];
  }
})();

try {
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of SIZES) {
      const context = await browser.newContext({ colorScheme, viewport });
      const page = await context.newPage();
      const faults = [];
      page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      page.on("pageerror", (error) => faults.push(String(error)));
      for (const path of [...PAGES, ...extra]) {
        await page.goto(root + path);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(overflow <= 0, `${path} is ${overflow} px wider than ${viewport.width}`);
        assert.deepEqual(faults, [], path);
        if (shots)
          await page.screenshot({
            path: join(shots, `${path.replace(/\W/g, "-")}-${viewport.width}-${colorScheme}.png`),
          });
        // By the debugger, which the policy does not bind.
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => axe.run());
        const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
        assert.deepEqual(
          grave.map(
            ({ id, nodes }) => `${path} ${colorScheme} ${id}: ${nodes.slice(0, 3).map(({ html }) => html)}`,
          ),
          [],
        );
      }
      await context.close();
    }
    console.log(
      `ok  ${PAGES.length + extra.length} pages, ${colorScheme}: no overflow, nothing blocked, axe finds nothing serious`,
    );
  }

  const page = await browser.newPage({ viewport: SIZES[0] });
  await page.goto(root + "concepts/channels.html");
  await page.keyboard.press("/");
  await page.keyboard.type("wilson interval");
  await page.waitForSelector(".found a");
  if (shots) await page.screenshot({ path: join(shots, "search.png") });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/concepts/intervals.html**");
  await page.keyboard.press("/");
  await page.keyboard.type("zzqqzz");
  await page.waitForSelector(".found p");
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible(".found"), false);
  console.log("ok  the search finds by keyboard and says when there is nothing");

  await page.setViewportSize(SIZES[1]);
  await page.goto(root + "index.html");
  assert.equal(await page.isVisible("#pages"), false);
  await page.click("button.menu");
  assert.equal(await page.isVisible("#pages"), true);
  if (shots) await page.screenshot({ path: join(shots, "menu.png") });
  await page.click("#pages >> text=Channels");
  await page.waitForURL("**/concepts/channels.html");
  console.log("ok  the list of pages opens on a narrow screen");

  const still = await browser.newContext({ javaScriptEnabled: false, viewport: SIZES[1] });
  const quiet = await still.newPage();
  await quiet.goto(root + "index.html");
  await quiet.click("button.menu");
  await quiet.click("#pages >> text=Getting started");
  await quiet.waitForURL("**/getting-started.html");
  assert.equal(await quiet.isVisible("form.search"), false);
  console.log("ok  without scripts everything but the search works");
} finally {
  await browser.close();
  server.close();
}
