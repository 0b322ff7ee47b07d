// The first run, from an empty data directory to a first answer of one's own.

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cairn, newData, newPage, openBrowser, Server, settled, signIn } from "./harness.mjs";

const BUYERS = 9;
const LOOKERS = 30;
const EUROS = 40;

let server;
let browser;

before(async () => {
  server = await Server.start(newData());
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A file as a shop's own export would be: other names than Cairn's, times without a zone. */
function ownFile() {
  const rows = ["customer,what,when,amount,order_no"];
  for (let person = 0; person < LOOKERS; person += 1) {
    const day = new Date(Date.now() - (3 + (person % 9)) * 86_400_000).toISOString().slice(0, 10);
    rows.push(`c${person},product_viewed,${day} 09:${10 + person}:00,,`);
    if (person < BUYERS) rows.push(`c${person},purchase,${day} 10:${10 + person}:00,${EUROS}.00,o-${person}`);
  }
  const file = join(server.data, "orders of mine.csv");
  writeFileSync(file, `${rows.join("\n")}\n`);
  return file;
}

test("Connect my site: business, site, goals, a file, and the first answer", async () => {
  const { page, faults } = await newPage(browser, server.origin);
  await signIn(page, server);
  await page.waitForURL(/\/start/);
  await page.getByRole("button", { name: /Connect my site/ }).click();
  await page.getByRole("radio", { name: /Online shop/ }).check({ force: true });
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/step=site/);
  await page.getByLabel("Name", { exact: true }).fill("My Shop");
  await page.getByRole("button", { name: "Add the site" }).click();
  await page.waitForURL(/step=goals/);
  await settled(page);
  await page.getByRole("button", { name: "Save goals and continue" }).click();
  await page.waitForURL(/step=connect/);
  await settled(page);
  await page.getByRole("tab", { name: /file/i }).click();
  await page.locator('input[type="file"]').setInputFiles(ownFile());
  // Nothing is guessed of names like these: it says so, and one says which column is what.
  await page.getByText("Say which column is event and event_time.").waitFor();
  for (const [field, column] of Object.entries({ event: "what", event_time: "when", user_id: "customer" })) {
    await page
      .getByRole("button", { name: `Column of ${field}`, exact: false })
      .first()
      .click();
    await page.getByRole("option", { name: column, exact: true }).click();
  }
  await page.getByRole("region", { name: /rows/i }).getByRole("row").nth(1).waitFor();
  await page.getByRole("button", { name: "Import the file" }).click();
  await page.getByText(`${LOOKERS + BUYERS} new events`).waitFor();
  // An undo is asked for, also right after the import.
  await page.getByRole("button", { name: "Undo the import…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  // The pulse tells of it, whatever its way.
  await page.getByText(/First event/).waitFor();
  await page.getByRole("button", { name: "To the first answer" }).click();
  await page.waitForURL(/step=answer/);
  await settled(page);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/answer.png`, fullPage: true });
  const words = await page.locator("main").innerText();
  assert.match(words, new RegExp(`Order: ${BUYERS} conversions`));
  assert.ok(words.includes("£360.00"), words);
  await page.getByRole("link", { name: "To Home" }).click();
  await page.waitForURL(/sites\/my-shop\/home/);
  await settled(page);
  assert.deepEqual(faults, []);
});

test("Try the demo shop: one button, and its orders are the truth's", async () => {
  const aside = newData();
  const file = join(aside, "truth.json");
  cairn(aside, "demo", "--no-serve", "--truth", file);
  const truth = JSON.parse(readFileSync(file, "utf8"));
  rmSync(aside, { recursive: true });
  const { page, faults } = await newPage(browser, server.origin);
  await signIn(page, server);
  await page.goto(`${server.origin}/start`);
  await page.getByRole("button", { name: /Try the demo shop/ }).click();
  await page.waitForURL(/sites\/demo\/home/, { timeout: 120_000 });
  await page.goto(`${server.origin}/sites/demo/home?range=all`);
  await settled(page);
  const order = page.locator("dl > div", { has: page.locator('dt:text-is("Order")') });
  assert.equal(await order.locator("dd").first().innerText(), truth.orders.toLocaleString("en-GB"));
  assert.deepEqual(faults, []);
});

test("goals that wait for other names than a site sends: one says which is which, and there is an answer", async () => {
  cairn(server.data, "site", "add", "odd", "--name", "Odd", "--currency", "EUR");
  const order = { id: "order", name: "Order", class: "macro", kind: "revenue", when: { event: "purchase" } };
  const goal = JSON.stringify({ ...order, value: { event_value: true } });
  cairn(server.data, "goal", "add", "--site", "odd", goal);
  const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
  const rows = ["user_id,event,timestamp,value"];
  for (let person = 0; person < BUYERS; person += 1)
    rows.push(`p${person},Page seen,${day} 09:00:00,`, `p${person},Order placed,${day} 10:00:00,${EUROS}.00`);
  const file = join(server.data, "odd.csv");
  writeFileSync(file, `${rows.join("\n")}\n`);
  cairn(server.data, "import", "events", file, "--site", "odd");
  const { page, faults } = await newPage(browser, server.origin);
  await signIn(page, server);
  await page.goto(`${server.origin}/sites/odd/home`);
  await page.getByRole("link", { name: "Say which event it is" }).click();
  await page.getByRole("heading", { name: "Which of your events is “Order”?" }).waitFor();
  const chosen = page.getByRole("button", { name: /Your event for purchase/ });
  assert.match(await chosen.innerText(), /Order placed/);
  await page.getByRole("button", { name: "Count these" }).click();
  await page.getByRole("heading", { name: `Order: ${BUYERS} conversions` }).waitFor();
  assert.ok((await page.locator("main").innerText()).includes("€360.00"));
  const kept = JSON.parse(cairn(server.data, "goal", "show", "--site", "odd", "order"));
  assert.deepEqual(kept.at(-1).definition.when, { event: "Order placed" });
  assert.deepEqual(faults, []);
});

test("the pulse shows the first event of a server call as it comes", async () => {
  cairn(server.data, "site", "add", "other", "--name", "Other");
  const key = cairn(server.data, "key", "create", "--site", "other", "--kind", "write").trim();
  const { page, faults } = await newPage(browser, server.origin);
  await signIn(page, server);
  await page.goto(`${server.origin}/start?site=other&step=connect`);
  await page.getByText("Waiting for the first event").waitFor();
  await page.getByRole("tab", { name: "From my server" }).click();
  assert.ok((await page.locator("main").innerText()).includes(key));
  const sent = await fetch(`${server.origin}/v1/track`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Basic ${btoa(`${key}:`)}` },
    body: JSON.stringify({ userId: "u1", event: "signup", messageId: "m1" }),
  });
  assert.equal(sent.status, 200);
  await page.getByText(/First event: signup, from a server/).waitFor();
  assert.deepEqual(faults, []);
});
