// How long events are kept is set in the browser: what would go is counted, asked about once more, and counted right.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cairn, settled, signedInAtShopOf } from "./harness.mjs";

let server;
let browser;
let page;
let faults;

// Three of long ago, one of now.
const ROWS = [
  "user_id,event,timestamp",
  "ann,cart,2020-01-05 10:00:00",
  "ann,view,2020-01-05 11:00:00",
  "bob,view,2020-01-05 10:00:00",
  `bob,cart,${new Date().toISOString()}`,
];

before(async () => {
  ({ server, browser, page, faults } = await signedInAtShopOf(ROWS));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("what would go is counted and asked about before it is saved", async () => {
  await page.goto(`${server.origin}/sites/shop/settings`);
  await settled(page);
  const panel = page.locator("#retention");
  const shown = () => cairn(server.data, "site", "show", "shop");
  await panel.getByRole("button", { name: /Events are kept/ }).click();
  await page.getByRole("option", { name: "For a number of days" }).click();
  await panel.getByText("3 of 4 events would go now.").waitFor();
  await panel.getByRole("button", { name: "Keep one event longer or shorter" }).click();
  assert.ok(await panel.getByRole("button", { name: /^Sav/ }).isDisabled(), "the rule names no event");
  await panel.getByRole("combobox", { name: "Event" }).fill("view");
  await page.keyboard.press("Escape");
  await panel.getByRole("button", { name: /Is kept/ }).click();
  await page.getByRole("option", { name: "For ever" }).click();
  await panel.getByText("1 of 4 events would go now.").waitFor();

  await panel.getByRole("button", { name: "Save…" }).click();
  const dialog = page.getByRole("dialog", { name: "Let 1 event go?" });
  await dialog.getByRole("button", { name: "Keep" }).click();
  assert.match(shown(), /events kept +for ever/);
  await panel.getByRole("button", { name: "Save…" }).click();
  await dialog.getByRole("button", { name: "Let 1 event go" }).click();
  await page.getByText("How long events are kept is changed.").waitFor();
  assert.match(shown(), /events kept +400 days/);
  assert.match(shown(), /`view` kept +for ever/);
  assert.equal(cairn(server.data, "expire", "--site", "shop").trim(), "expired events gone: 1");

  // Longer again: nothing goes, nothing is asked.
  await page.reload();
  await settled(page);
  await panel.getByRole("button", { name: /Events are kept/ }).click();
  await page.getByRole("option", { name: "For ever" }).click();
  await panel.getByText("nothing goes now").waitFor();
  await panel.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("How long events are kept is changed.").waitFor();
  assert.match(shown(), /events kept +for ever/);
  assert.deepEqual(faults, []);
});
