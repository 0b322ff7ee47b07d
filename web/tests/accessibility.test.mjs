// Every page, light and dark, wide and narrow, held against the rules of axe.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { cairn, newData, newPage, openBrowser, Server, savePopulation, settled, signIn } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const POPULATION = {
  id: "no-order",
  name: "In the cart, never an order",
  is: {
    all: [
      { did: { event: "cart" }, at_least: 2, range: { last: "30d" } },
      { not: { did: { goal: "order" } } },
      {
        any: [
          { did: { event: "*" }, at_least: 3, in_any: "7d" },
          { not: { any: [{ did: { event: "cart" } }] } },
        ],
      },
    ],
  },
};
const TIME_BY_SOURCE = encodeURIComponent(
  JSON.stringify({
    steps: [{ event: "*", first_ever: true }, { goal: "order" }],
    breakdown: { property: "source", of: "session" },
  }),
);
const PAGES = [
  "/sites/demo/home",
  "/sites/demo/home?compare=previous",
  "/sites/demo/conversions",
  "/sites/demo/funnels?split=event:context.device.browser",
  `/sites/demo/funnels?draft=${encodeURIComponent(JSON.stringify({ id: null, name: "x", steps: [[{ event: "cart" }], [{ goal: "order" }]], window: "7d", entry: "best" }))}`,
  "/sites/demo/journeys",
  `/sites/demo/journeys?question=${encodeURIComponent(JSON.stringify({ anchor: { goal: "order" }, direction: "before", columns: 8, rows: 3, by: { property: "context.page.path", events: ["pageview"] } }))}`,
  "/sites/demo/journeys?range=2020-01-01..2020-01-31",
  "/sites/demo/time-to-convert",
  `/sites/demo/time-to-convert?range=90d&question=${TIME_BY_SOURCE}`,
  `/sites/demo/time-to-convert?question=${encodeURIComponent(JSON.stringify({ steps: [{ event: "cart" }, { goal: "order" }], window: "90d" }))}`,
  "/sites/demo/time-to-convert?range=2020-01-01..2020-01-31",
  "/sites/demo/retention",
  `/sites/demo/retention?range=90d&question=${encodeURIComponent(JSON.stringify({ interval: "week", mode: "rolling", periods: 30 }))}`,
  "/sites/demo/retention?range=2020-01-01..2020-01-31",
  "/sites/demo/people",
  "/sites/demo/populations",
  "/sites/demo/populations?open=no-order&population=no-order",
  "/sites/demo/populations?open=none",
  "/sites/demo/home?population=no-order",
  "/sites/demo/data-health",
  "/sites/demo/storage",
  "/sites/demo/settings",
  "/start",
  "/start?step=model",
  "/sign-in",
];

/** What opens over a page, or instead of its picture: where, and how one comes to it. */
const OPENED = [
  ["a goal's dialog", "/sites/demo/conversions", (page) => press(page, "Edit Order")],
  [
    "a new goal with alternatives",
    "/sites/demo/conversions",
    async (page) => {
      await press(page, "New goal");
      await press(page, "First: or something else");
    },
  ],
  ["the filter's form", "/sites/demo/home", (page) => press(page, "Filter")],
  ["a funnel's editor", "/sites/demo/funnels", (page) => press(page, "Edit steps")],
  ["a funnel's table", "/sites/demo/funnels", (page) => press(page, "Table")],
  [
    "a retention's editor",
    "/sites/demo/retention",
    async (page) => {
      await press(page, "Edit the question");
      await page.getByText("Something they do", { exact: true }).click();
    },
  ],
  [
    "a flow's editor",
    "/sites/demo/journeys",
    async (page) => {
      await press(page, "Edit the question");
      await page.locator("summary").filter({ hasText: "Names" }).click();
      await press(page, "Make several names one");
    },
  ],
  ["a flow's table", "/sites/demo/journeys", (page) => press(page, "Table")],
  [
    "a flow as ribbons",
    "/sites/demo/journeys",
    (page) => page.getByRole("radio", { name: "Sankey" }).click(),
  ],
  [
    "a name that is looked at, with its menu",
    "/sites/demo/journeys",
    async (page) => {
      await page.getByRole("radio", { name: "Columns" }).click();
      await page.getByRole("button", { name: "More about cart, column 1" }).click();
    },
  ],
  [
    "names being merged",
    "/sites/demo/journeys",
    async (page) => {
      await page.getByRole("button", { name: "More about cart, column 1" }).click();
      await page.getByRole("menuitem", { name: "Merge with …" }).click();
    },
  ],
  [
    "a population's editor",
    "/sites/demo/populations?open=no-order",
    async (page) => {
      await press(page, "Edit");
      await page.locator("summary", { hasText: "As JSON" }).click();
      for (const [place, what] of [
        [4, "spent"],
        [5, "did in order"],
        [6, "whose property"],
      ]) {
        await page.getByRole("button", { name: "Add a condition", exact: true }).click();
        await page.getByRole("button", { name: `Condition ${place}: what is asked` }).click();
        await page.getByRole("option", { name: what, exact: true }).click();
      }
    },
  ],
  ["a population's table", "/sites/demo/populations?open=no-order", (page) => press(page, "Table")],
  ["a population being deleted", "/sites/demo/populations?open=no-order", (page) => press(page, "Delete")],
  [
    "the choice of a population",
    "/sites/demo/home?population=no-order",
    (page) => page.getByRole("button", { name: /^Whom to look at/ }).click(),
  ],
  [
    "a time's editor",
    "/sites/demo/time-to-convert",
    async (page) => {
      await press(page, "Edit the question");
      await page.getByText("Something they do", { exact: true }).click();
    },
  ],
  [
    "a time's tables",
    `/sites/demo/time-to-convert?question=${TIME_BY_SOURCE}`,
    async (page) => {
      for (let left = 3; left > 0; left -= 1) await press(page, "Table");
    },
  ],
  [
    "a curve that is read by arrow keys, and the people of a bar",
    `/sites/demo/time-to-convert?question=${TIME_BY_SOURCE}`,
    async (page) => {
      await page.getByRole("slider", { name: "Time since the start" }).press("ArrowLeft");
      await page
        .getByRole("list", { name: "Persons by the time they took" })
        .getByRole("button")
        .first()
        .click();
      await page.getByRole("dialog").getByRole("link").first().waitFor();
    },
  ],
  ["a retention's table", "/sites/demo/retention", (page) => press(page, "Table")],
  [
    "the people of a cohort's cell",
    "/sites/demo/retention",
    async (page) => {
      await page
        .getByRole("button", { name: /came back on day 1/ })
        .first()
        .click();
      await page.getByRole("dialog").getByRole("link").first().waitFor();
    },
  ],
  ["a trend's table", "/sites/demo/home?compare=previous", (page) => press(page, "Table")],
  [
    "the people behind a number",
    "/sites/demo/home",
    async (page) => {
      await page.getByRole("button", { name: /Who was there/ }).click();
      await page.getByRole("dialog").getByRole("link").first().waitFor();
    },
  ],
  ["the command palette", "/sites/demo/home", (page) => page.keyboard.press("Control+k")],
  [
    "an import's undo",
    "/sites/demo/data-health",
    (page) => page.getByRole("button", { name: /^Undo/ }).click(),
  ],
  ["a new key's dialog", "/sites/demo/settings", (page) => press(page, "Make a key")],
];
const press = (page, name) => page.getByRole("button", { name, exact: true }).first().click();

let server;
let browser;

before(async () => {
  const data = newData();
  cairn(data, "demo", "--no-serve");
  server = await Server.start(data);
  browser = await openBrowser();
  const { page, context } = await newPage(browser, server.origin);
  await signIn(page, server);
  await savePopulation(page, "demo", POPULATION);
  await context.close();
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
        await check(page, path, width);
      }
      await context.close();
    });

    test(`axe finds nothing serious in what opens, ${colorScheme}, ${width} px`, async () => {
      const { page, context } = await newPage(browser, server.origin, {
        colorScheme,
        viewport: { width, height: 900 },
        bypassCSP: true,
      });
      await signIn(page, server);
      for (const [name, path, come] of OPENED) {
        await page.goto(server.origin + path);
        await settled(page);
        await come(page);
        if (process.env.SHOTS) {
          await page.waitForTimeout(300);
          const file = `${process.env.SHOTS}/${name.replace(/\W+/g, "-")}-${width}-${colorScheme}.png`;
          await page.screenshot({ path: file });
        }
        await settled(page);
        await check(page, name, width);
      }
      await context.close();
    });
  }
}

/** Holds what is to be seen against the rules, and against the width. */
async function check(page, name, width) {
  await page.addScriptTag({ content: AXE });
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const words = serious.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
  assert.deepEqual(words, [], name);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `${name} is ${overflow} px too wide for ${width} px`);
}
