// A funnel with more than steps: an order, a step that may be left out, what ends an attempt. Journeys counted by hand.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { settled, signedInAtShopOf } from "./harness.mjs";

// By person what they did, minute by minute, more than a week ago.
const JOURNEYS = [
  "view cart buy",
  "view help cart buy", // help lies between: not in strict order
  "view buy", // leaves the cart out
  "view refund buy", // a refund ends it
  "view cart refund buy", // here too
  "view",
  "cart buy", // never viewed
];

let server;
let browser;
let page;
let faults;

before(async () => {
  const day = new Date(Date.now() - 12 * 86_400_000).toISOString().slice(0, 10);
  const rows = ["user_id,event,timestamp"];
  for (const [person, journey] of JOURNEYS.entries())
    for (const [minute, event] of journey.split(" ").entries())
      rows.push(`p${person},${event},${day} 08:0${minute}:00`);
  ({ server, browser, page, faults } = await signedInAtShopOf(rows));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("steps in order, then with terms: each number as counted by hand", async () => {
  await page.goto(`${server.origin}/sites/shop/funnels`);
  await settled(page);
  await page.getByRole("button", { name: "Make the first funnel" }).click();
  await page.getByRole("button", { name: "Add a step" }).click();
  for (const [place, event] of ["view", "cart", "buy"].entries())
    await enter(`Step ${place + 1}: event`, event);
  // Everybody but the last views; three of them have a cart and buy.
  await shows([6, 3, 3]);

  await page.getByRole("button", { name: "More of step 2" }).click();
  await page.getByText("may be left out", { exact: true }).click();
  // All but the sixth buy.
  await shows([6, 3, 5]);
  await page.getByText("Where it is worse than elsewhere", { exact: false }).waitFor();

  await page.locator("summary", { hasText: "More" }).click();
  await page.getByRole("button", { name: "Add what ends an attempt" }).click();
  await enter("Ending 1: event", "refund");
  // The fourth and the fifth get no further than before their refund.
  await shows([6, 3, 3]);

  await page.getByText("In strict order", { exact: true }).click();
  // The second has asked for help before the cart.
  await shows([6, 2, 2]);
  await page
    .getByText("In strict order, without refund between 1 and 3; step 2 (cart) may be left out.")
    .waitFor();

  await page.getByText("Only events of the steps break the order").click();
  await shows([6, 3, 3]);
  await page.getByText("Only events of the steps break the order").click();
  await shows([6, 2, 2]);

  await page.getByText("People whose attempt ends so leave the funnel").click();
  await shows([4, 1, 2]);
});

test("saved and loaded again, it asks the same", async () => {
  await page.getByLabel("Name", { exact: true }).fill("Strictly");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/funnel=strictly/);
  await page.reload();
  await settled(page);
  await shows([4, 1, 2]);
  await page.getByText("In strict order, without refund between 1 and 3", { exact: false }).waitFor();
  const { funnels } = await page.evaluate(async () => (await fetch("/api/v1/sites/shop/funnels")).json());
  assert.deepEqual(funnels[0], {
    id: "strictly",
    name: "Strictly",
    steps: [{ event: "view" }, { event: "cart", optional: true }, { event: "buy" }],
    window: "7d",
    entry: "best",
    order: "strict",
    exclusions: [{ event: "refund", from_step: 1 }],
    on_exclusion: "drop",
    description: "",
  });
});

test("what becomes impossible goes, is said, and comes back", async () => {
  await page.getByRole("button", { name: "Edit steps" }).click();
  // What is set beside the steps is in sight at once.
  await page.getByText("In any order", { exact: true }).click();
  await page.getByText("In any order no step may be left out").waitFor();
  // The fifth is ended after two of three and out. The fourth may as well begin with buying, after its refund.
  await shows([6, 4, 2]);
  await page.getByText("2 of 3: view, cart, buy").first().waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await shows([4, 1, 2]);
  await page.getByText("One after the other", { exact: true }).click();
  await page.getByText("An attempt may begin at any step").click();
  // The seventh begins with the cart; the fourth and the fifth begin with buying, after their refund.
  await shows([4, 3, 6]);
  for (const words of ["4 began here", "1 began here", "2 began here"]) await page.getByText(words).waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(faults, []);
});

async function enter(label, text) {
  await page.getByRole("combobox", { name: label, exact: true }).fill(text);
  await page.keyboard.press("Escape");
}

/** Waits until the picture says these persons of each step. */
async function shows(wanted) {
  await page
    .waitForFunction(
      (counts) => {
        const steps = [...document.querySelectorAll("figure ol > li p:nth-child(2)")].map((one) =>
          Number(one.textContent.replaceAll(",", "")),
        );
        return JSON.stringify(steps) === JSON.stringify(counts);
      },
      wanted,
      { timeout: 10_000 },
    )
    .catch(async () => {
      const found = await page.locator("figure ol > li p:nth-child(2)").allInnerTexts();
      throw new Error(`${found} instead of ${wanted}`);
    });
}
