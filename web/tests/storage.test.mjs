// The storage page: what is stored, what was set aside, what it shows where nothing is there or nothing answers.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cairn, newData, newPage, openBrowser, Server, settled, signIn } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const HEADS = { width: 1440, height: 900 };

let server;
let browser;

before(async () => {
  const data = newData();
  cairn(data, "demo", "--no-serve");
  const rows = ["user_id,event,timestamp", "u1,Seen,2026-01-01 10:00:00", "u2,Seen,2026-01-02 10:00:00"];
  const file = join(data, "..", `storage-${process.pid}.csv`);
  writeFileSync(file, `${rows.join("\n")}\n`);
  cairn(data, "import", "events", file, "--site", "blog");
  spoil(join(data, "runs", "blog"));
  cairn(data, "verify", "--quarantine");
  server = await Server.start(data);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Flips a bit in the middle of the one run of a folder. */
function spoil(folder) {
  const run = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith(".parquet")),
  );
  const content = readFileSync(run);
  content[content.length >> 1] ^= 1;
  writeFileSync(run, content);
}

/** Bytes of all files below a folder. */
function sizes(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

test("the page tells what the files on disk hold", async () => {
  const { page, context, faults } = await newPage(browser, server.origin, { viewport: HEADS });
  await signIn(page, server);
  await page.goto(`${server.origin}/sites/demo/home`);
  await settled(page);
  await page.getByRole("link", { name: "Storage", exact: true }).click();
  await page.waitForURL(/\/sites\/demo\/storage/);
  await settled(page);
  const told = JSON.parse(cairn(server.data, "storage", "--json"));
  const tile = (name) =>
    page
      .locator("main dl > div")
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator("dd")
      .first()
      .innerText();
  assert.equal(await tile("Events"), told.events.toLocaleString("en-GB"));
  assert.equal(await tile("Until nearly full"), "too early");
  const onDisk = ["runs", "dead-letters", "quarantine", "log"].map((name) => {
    try {
      return sizes(join(server.data, name));
    } catch {
      return 0;
    }
  });
  assert.equal(
    told.bytes,
    onDisk.reduce((a, b) => a + b),
  );
  const row = page.getByRole("row", { name: /^demo/ });
  assert.match(await row.innerText(), new RegExp(told.sites[1].events.toLocaleString("en-GB")));
  assert.match(await page.locator("main").innerText(), /0 done, 0 failed/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("what was set aside is shown with its reason and the way out", async () => {
  const { page, context } = await newPage(browser, server.origin, { viewport: HEADS });
  await signIn(page, server);
  await page.goto(`${server.origin}/sites/demo/storage`);
  await settled(page);
  const words = await page.locator("main").innerText();
  assert.match(words, /1 file could not be read/);
  assert.match(words, /2 events of blog missing/);
  assert.match(words, /quarantine\/blog\/run-\d+\.parquet/);
  assert.match(words, /hash differs/);
  assert.match(words, /cairn restore/);
  await context.close();
});

test("where the server does not answer it says so and tries again", async () => {
  const { page, context } = await newPage(browser, server.origin, { viewport: HEADS });
  await signIn(page, server);
  let isDown = true;
  const failure = { code: "storage", message: "can't use `runs`", request_id: "r-1" };
  await page.route("**/api/v1/storage", (route) =>
    isDown ? route.fulfill({ status: 500, json: failure }) : route.continue(),
  );
  await page.goto(`${server.origin}/sites/demo/storage`);
  await page.getByRole("alert").waitFor({ timeout: 60_000 });
  assert.match(await page.getByRole("alert").innerText(), /Can't use runs\./);
  isDown = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("row", { name: /^demo/ }).waitFor();
  await context.close();
});

test("where nothing is stored it says what is missing", async () => {
  const data = newData();
  cairn(data, "site", "add", "shop");
  const fresh = await Server.start(data);
  const { page, context, faults } = await newPage(browser, fresh.origin, { viewport: HEADS });
  await signIn(page, fresh);
  await page.goto(`${fresh.origin}/sites/shop/storage`);
  await settled(page);
  const words = await page.locator("main").innerText();
  assert.match(words, /Nothing is stored yet/);
  assert.match(words, /No site holds anything yet/);
  assert.match(words, /No file of events or dead letters was found damaged/);
  assert.deepEqual(faults, []);
  await context.close();
  await fresh.stop();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing serious, ${colorScheme}, ${width} px`, async () => {
      const { page, context } = await newPage(browser, server.origin, {
        colorScheme,
        viewport: { width, height: 900 },
        bypassCSP: true,
      });
      await signIn(page, server);
      await page.goto(`${server.origin}/sites/demo/storage`);
      await settled(page);
      await page.addScriptTag({ content: AXE });
      const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      assert.deepEqual(
        serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160))}`),
        [],
      );
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(overflow <= 0, `${overflow} px too wide`);
      await context.close();
    });
  }
}
