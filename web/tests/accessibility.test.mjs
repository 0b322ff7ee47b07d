// Every page, light and dark, wide and narrow, held against the rules of axe.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { cairn, newData, newPage, openBrowser, Server, settled, signIn } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = [
  "/sites/demo/home",
  "/sites/demo/home?compare=previous",
  "/sites/demo/conversions",
  "/sites/demo/funnels?split=event:context.device.browser",
  `/sites/demo/funnels?draft=${encodeURIComponent(JSON.stringify({ id: null, name: "x", steps: [[{ event: "cart" }], [{ goal: "order" }]], window: "7d", entry: "best" }))}`,
  "/sites/demo/people",
  "/sites/demo/data-health",
  "/sites/demo/settings",
  "/start",
  "/start?step=model",
  "/sign-in",
];

let server;
let browser;

before(async () => {
  const data = newData();
  cairn(data, "demo", "--no-serve");
  server = await Server.start(data);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing serious, ${colorScheme}, ${width} px`, async () => {
      // Axe is brought in from outside, which the pages' own policy would refuse.
      const { page, context } = await newPage(browser, server.origin, {
        colorScheme,
        viewport: { width, height: 900 },
        bypassCSP: true,
      });
      await signIn(page, server);
      const person = JSON.parse(
        cairn(
          server.data,
          "query",
          "--site",
          "demo",
          "--format",
          "json",
          '{"kind": "persons", "of": {"kind": "trend", "goal": "order", "interval": "month"}, "cell": {}, "limit": 1}',
        ),
      ).persons[0].person;
      for (const path of [...PAGES, `/sites/demo/people/${person}`]) {
        await page.goto(server.origin + path);
        await settled(page);
        assert.equal(await page.locator("main [role=alert]").count(), 0, `${path} shows a fault`);
        await page.addScriptTag({ content: AXE });
        const found = await page.evaluate(() =>
          globalThis.axe.run(document, { resultTypes: ["violations"] }),
        );
        const serious = found.violations.filter(
          ({ impact }) => impact === "serious" || impact === "critical",
        );
        const words = serious.map(
          ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
        );
        assert.deepEqual(words, [], path);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(overflow <= 0, `${path} is ${overflow} px too wide for ${width} px`);
      }
      await context.close();
    });
  }
}
