// A person is taken along and erased in the browser, and is nobody afterwards.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { settled, signedInAtShopOf } from "./harness.mjs";

let server;
let browser;
let page;
let faults;

const ROWS = [
  "user_id,event,timestamp",
  "ann,cart,2026-01-05 10:00:00",
  "ann,purchase,2026-01-05 11:00:00",
  "bob,cart,2026-01-05 10:00:00",
];

before(async () => {
  ({ server, browser, page, faults } = await signedInAtShopOf(ROWS));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("a person is taken along, then erased after its name was typed, then nobody", async () => {
  await page.goto(`${server.origin}/sites/shop/people/ann`);
  await settled(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export" }).click(),
  ]);
  const taken = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.deepEqual(
    taken.events.map(({ event }) => event),
    ["cart", "purchase"],
  );
  assert.match(download.suggestedFilename(), /^person-[0-9a-f]{32}\.json$/);

  await page.getByRole("button", { name: "Erase…" }).click();
  const dialog = page.getByRole("dialog", { name: "Erase ann?" });
  const erase = dialog.getByRole("button", { name: "Erase for ever" });
  assert.ok(await erase.isDisabled(), "nothing was typed");
  await dialog.getByLabel("To be sure, type who it is").fill("an");
  assert.ok(await erase.isDisabled(), "half of it was typed");
  await dialog.getByLabel("To be sure, type who it is").fill("ann");
  await erase.click();
  await page.getByRole("heading", { name: "The person is erased" }).waitFor();
  const words = await page.getByRole("main").innerText();
  assert.match(words, /2 events, 0 dead letters and 0 rejected rows are gone/);

  await page.goto(`${server.origin}/sites/shop/people/ann`);
  await page.getByRole("heading", { name: "Nobody is known as “ann”" }).waitFor();
  await page.goto(`${server.origin}/sites/shop/people/bob`);
  await page.getByRole("heading", { name: "What did bob do?" }).waitFor();
  // That nobody is known by a name is answered with 404, which a browser writes down.
  const others = faults.filter((fault) => !fault.includes("404"));
  assert.deepEqual(others, []);
});
