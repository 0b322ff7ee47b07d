// What the pages show of the demo shop equals the truth that was written before there was an event.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cairn, newData, settled, signedIn } from "./harness.mjs";

let server;
let browser;
let page;
let faults;
let truth;

before(async () => {
  const data = newData();
  const file = join(data, "truth.json");
  cairn(data, "demo", "--no-serve", "--seed", "2", "--truth", file);
  truth = JSON.parse(readFileSync(file, "utf8"));
  ({ server, browser, page, faults } = await signedIn(data));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const number = (text) => Number(text.replace(/[^\d.-]/g, ""));
const dayBefore = (day) => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
const open = async (path) => {
  await page.goto(server.origin + path);
  await settled(page);
};
/** The text of a tile of the overview by its name. */
const tile = (name) =>
  page
    .locator("dl > div", { has: page.locator(`dt:text-is("${name}")`) })
    .locator("dd")
    .first()
    .innerText();

test("the overview shows the orders, the revenue and the persons there are", async () => {
  await open("/sites/demo/home?range=all");
  assert.equal(number(await tile("Order")), truth.orders);
  assert.equal(number(await tile("Persons")), truth.persons);
  const value = page.locator("dl > div", { has: page.locator('dt:text-is("Value")') });
  assert.ok(
    (await value.innerText()).includes(
      (truth.revenue_minor / 100).toLocaleString("en-GB", { minimumFractionDigits: 2 }),
    ),
  );
  assert.match(
    await page.locator("header p").first().innerText(),
    new RegExp(truth.orders.toLocaleString("en-GB")),
  );
});

test("each goal shows how often it happened", async () => {
  await open("/sites/demo/home?range=all");
  const rows = await page.getByRole("region", { name: "Goals" }).getByRole("row").allInnerTexts();
  const conversions = Object.fromEntries(
    rows.slice(1).map((row) => {
      const cells = row.split("\t");
      return [cells[0], number(cells[2])];
    }),
  );
  assert.equal(conversions["Product in the cart"], truth.events_by_name.cart);
  assert.equal(conversions["Video watched"], truth.events_by_name.video_watched);
  assert.equal(conversions["Wish list"], truth.events_by_name.wishlist_added);
});

for (const period of ["before", "after"]) {
  test(`the funnel by browser equals the truth ${period} the checkout became faulty`, async () => {
    const fault = truth.regression.day;
    const range =
      period === "before" ? `${truth.start}..${dayBefore(fault)}` : `${fault}..${dayBefore(truth.until)}`;
    await open(`/sites/demo/funnels?range=${range}&split=event:context.device.browser`);
    const wanted = truth.funnel[period];
    const whole = Object.values(wanted).reduce(
      (sum, counts) => sum.map((n, step) => n + counts[step]),
      [0, 0, 0, 0],
    );
    await page.getByRole("button", { name: "Table", exact: true }).click();
    const steps = await page
      .getByRole("region", { name: "Steps of the funnel" })
      .getByRole("row")
      .allInnerTexts();
    assert.deepEqual(
      steps.slice(1).map((row) => number(row.split("\t")[1])),
      whole,
    );
    const region = page.locator("section", {
      has: page.getByRole("heading", { name: "How does it go by browser?" }),
    });
    const rows = await region.getByRole("row").all();
    const entered = {};
    for (const row of rows.slice(1)) {
      const cells = await row.getByRole("cell").allInnerTexts();
      entered[cells[0].trim()] = number(cells[1]);
    }
    const first = Object.entries(wanted).map(([name, counts]) => [name, counts[0]]);
    assert.deepEqual(entered, Object.fromEntries(first));
    const download = page.waitForEvent("download");
    await region.getByRole("button", { name: "CSV" }).click();
    const file = join(server.data, "split.csv");
    await (await download).saveAs(file);
    const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n");
    const [value, count] = ["breakdown", "count"].map((name) => head.split(",").indexOf(name));
    const seen = {};
    for (const line of lines.map((text) => text.split(",")))
      seen[line[value]] = [...(seen[line[value]] ?? []), Number(line[count])];
    assert.deepEqual(seen, { "(all)": whole, ...wanted });
  });
}

test("the planted fault is the first thing that the funnels page points at, unasked", async () => {
  await open("/sites/demo/funnels?range=30d");
  const first = page
    .getByRole("region", { name: "Parts that lose more than others" })
    .getByRole("row")
    .nth(1);
  const words = await first.innerText();
  assert.match(words, new RegExp(`Browser: ${truth.regression.browser}`));
  assert.match(words, /checkout → Order/);
  await first.getByRole("button", { name: "Split by browser" }).click();
  await page.getByRole("heading", { name: "How does it go by browser?" }).waitFor();
});

test("home says it in a sentence, and tells of the outage", async () => {
  await open("/sites/demo/home?range=all");
  const findings = await page
    .locator("section", { hasText: "What should you look at?" })
    .locator("li")
    .allInnerTexts();
  assert.ok(
    findings.some((words) => words.includes(truth.regression.browser) && words.includes("Order")),
    findings.join("\n"),
  );
  const hours = (Date.parse(truth.outage.end) - Date.parse(truth.outage.start)) / 3_600_000;
  const told = `${Math.floor(hours / 24)} d ${hours % 24} h`;
  assert.ok(
    findings.some((words) => words.includes(`Nothing was tracked for ${told}`)),
    findings.join("\n"),
  );
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(faults, []);
});
