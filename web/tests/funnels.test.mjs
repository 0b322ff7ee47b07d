// From nothing to a number: a macro, a funnel made by keyboard alone, and one number in all places.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cairn, newData, settled, signedIn } from "./harness.mjs";

// 12 look, 7 of them fill a cart, 4 of these pay: more than a week ago, so that no window is open.
const LOOKERS = 12;
const CARTS = 7;
const PAYERS = 4;
const EUROS = 25;

let server;
let browser;
let page;
let faults;

before(async () => {
  const data = newData();
  const day = new Date(Date.now() - 12 * 86_400_000).toISOString().slice(0, 10);
  const rows = ["user_id,event,timestamp,value,currency"];
  for (let person = 0; person < LOOKERS; person += 1) {
    rows.push(`p${person},look,${day} 08:00:00,,`);
    if (person < CARTS) rows.push(`p${person},cart,${day} 09:00:00,,`);
    if (person < PAYERS) rows.push(`p${person},pay,${day} 10:00:00,${EUROS},EUR`);
  }
  const file = join(data, "rows.csv");
  writeFileSync(file, `${rows.join("\n")}\n`);
  cairn(data, "import", "events", file, "--site", "shop");
  ({ server, browser, page, faults } = await signedIn(data));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("a macro is defined and its number read", async () => {
  await page.goto(`${server.origin}/sites/shop/conversions`);
  await settled(page);
  await page.getByRole("button", { name: "New goal" }).click();
  const dialog = page.getByRole("dialog", { name: "New goal" });
  await dialog.getByLabel("Name").fill("Payment");
  await dialog.getByRole("combobox", { name: "First: event" }).fill("pay");
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "Add the goal" }).click();
  await dialog.waitFor({ state: "detached" });
  await settled(page);
  const row = page
    .getByRole("region", { name: /Macros/ })
    .getByRole("row")
    .nth(1);
  const cells = await row.getByRole("cell").allInnerTexts();
  assert.match(cells[0], /Payment/);
  assert.equal(cells[1], String(PAYERS));
  assert.match(cells[3], /€100\.00/);
});

test("a funnel is made by keyboard alone", async () => {
  await page.goto(`${server.origin}/sites/shop/funnels`);
  await settled(page);
  await press(page.getByRole("button", { name: "Make the first funnel" }));
  await type("Step 1: event", "look");
  await type("Step 2: event", "cart");
  await press(page.getByRole("button", { name: "Add a step" }));
  await choose("Step 3: what it takes", "Goal");
  await choose("Step 3: goal", "Payment");
  // The last two change places, and change them back.
  await press(page.getByRole("button", { name: "Move step 3 up" }));
  await shows([LOOKERS, PAYERS, 0]);
  await press(page.getByRole("button", { name: "Move step 2 down" }));
  await shows([LOOKERS, CARTS, PAYERS]);
  await type("Name", "Checkout");
  await press(page.getByRole("button", { name: "Save", exact: true }));
  await page.waitForURL(/funnel=checkout/);
});

test("page, CSV, API and command say the same", async () => {
  await page.goto(`${server.origin}/sites/shop/funnels?funnel=checkout`);
  await settled(page);
  await shows([LOOKERS, CARTS, PAYERS]);
  const download = page.waitForEvent("download");
  await page.getByRole("figure").getByRole("button", { name: "CSV" }).click();
  const file = join(server.data, "funnel.csv");
  await (await download).saveAs(file);
  const { readFileSync } = await import("node:fs");
  const [head, ...rows] = readFileSync(file, "utf8").trim().split("\n");
  const column = head.split(",").indexOf("count");
  assert.deepEqual(
    rows.map((row) => Number(row.split(",")[column])),
    [LOOKERS, CARTS, PAYERS],
  );

  const question = {
    kind: "funnel",
    steps: [{ event: "look" }, { event: "cart" }, { goal: "payment" }],
    window: "7d",
    range: { last: "30d" },
  };
  const api = await page.evaluate(async (asked) => {
    const response = await fetch("/api/v1/sites/shop/query", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(asked),
    });
    return response.json();
  }, question);
  assert.deepEqual(
    api.steps.map((step) => step.count),
    [LOOKERS, CARTS, PAYERS],
  );
  const command = JSON.parse(
    cairn(server.data, "query", "--site", "shop", "--format", "json", JSON.stringify(question)),
  );
  assert.deepEqual(command.steps, api.steps);
});

test("a bar opens its people, a person its timeline", async () => {
  await page.goto(`${server.origin}/sites/shop/funnels?funnel=checkout`);
  await settled(page);
  await press(page.getByRole("button", { name: /Step 3, Payment: 3 persons lost before it/ }));
  const drawer = page.getByRole("dialog", { name: "Who was lost before Payment?" });
  await drawer.getByRole("link").first().waitFor();
  const lost = await drawer.getByRole("link").allInnerTexts();
  assert.deepEqual(lost.map((name) => name.trim()).sort(), ["p4", "p5", "p6"]);
  await press(drawer.getByRole("link", { name: "p5" }));
  await page.getByRole("heading", { name: "What did p5 do?" }).waitFor();
  await settled(page);
  const events = await page.getByRole("region", { name: "Timeline" }).locator("summary").allInnerTexts();
  assert.equal(events.length, 2);
  assert.ok(events.some((words) => words.includes("look")) && events.some((words) => words.includes("cart")));
});

test("an import is undone where it is listed", async () => {
  await page.goto(`${server.origin}/sites/shop/data-health`);
  await settled(page);
  await page.getByRole("button", { name: /Undo/ }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Undo the import" }).click();
  await page.getByText("undone").first().waitFor();
  await page.goto(`${server.origin}/sites/shop/funnels?funnel=checkout`);
  await settled(page);
  await page.getByText("Nobody entered this funnel").waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(faults, []);
});

/** Waits until the picture says these persons of each step. */
async function shows(wanted) {
  await page.waitForFunction((counts) => {
    const steps = [...document.querySelectorAll("figure ol > li p:nth-child(2)")].map((one) =>
      one.textContent.replaceAll(",", ""),
    );
    return JSON.stringify(steps.map(Number)) === JSON.stringify(counts);
  }, wanted);
}

/** Goes to a thing by Tab, as who has no mouse, and presses Enter. */
async function press(thing) {
  await reach(thing);
  await page.keyboard.press("Enter");
}

async function type(label, text) {
  await reach(
    page
      .getByRole("textbox", { name: label, exact: true })
      .or(page.getByRole("combobox", { name: label, exact: true })),
  );
  await page.keyboard.type(text);
  await page.keyboard.press("Escape");
}

async function choose(label, option) {
  await reach(page.getByRole("button", { name: label }));
  await page.keyboard.press("Enter");
  await page.getByRole("listbox").waitFor();
  await page.keyboard.type(option);
  await page.keyboard.press("Enter");
  await page.getByRole("listbox").waitFor({ state: "detached" });
}

async function reach(thing) {
  await thing.waitFor();
  const wanted = await thing.elementHandle();
  for (let tabs = 0; tabs < 200; tabs += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${thing} can't be reached by keyboard`);
}
