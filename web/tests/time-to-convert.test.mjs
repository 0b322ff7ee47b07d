// How long people take: a small file counted by hand, and the same numbers in the page, its CSV, the API and the command.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cairn, settled, signedInAtShopOf } from "./harness.mjs";

// By person its plan, and what it did: so many days ago, at 10:00 and so many minutes later.
const HOUR = 60;
const PEOPLE = {
  a1: ["pro", "signup@20", `order@20+${HOUR / 2}`],
  a2: ["pro", "signup@20", `order@20+${2 * HOUR}`],
  a3: ["free", "signup@20", "signup@19", "order@18"],
  a4: ["free", "signup@20", "order@15"],
  a5: ["free", "signup@20"],
  a6: ["pro", "signup@20", "order@12"], // after 8 days: none of 7
  a7: ["pro", "signup@20", `order@20+${3 * HOUR}`],
  a8: ["free", "signup@20"],
  b1: ["free", "signup@3"], // has time left
};

// Within 7 days, from the first signup. Of nine one after another converts, until b1 is out of sight after 3 days and a
// half at most; then one of four:
//   1/9, 2/9, 3/9, 1 − 5/9 = 4/9, 1 − 5/9 · 3/4 = 7/12 = 58.3 %.
// Half of 7/12 is reached by 3/9, three quarters by 4/9, nine tenths by the last.
const FIRST = { half: "3 h", quarters: "2 d", tenths: "5 d", within: "58.3 %" };
// From the last signup before it a3 takes one day instead of two.
const LAST = { ...FIRST, quarters: "1 d" };
const COUNTS = "9 persons started: 5 got to order, 1 still has time, 3 did not.";
const BARS = { "30 min – 1 h": ["a1"], "1–3 h": ["a2"], "3–6 h": ["a7"], "2–3 d": ["a3"], "5–6 d": ["a4"] };
// Of four pro one after another; of five free one after 2 days, and one of three after b1: 1 − 4/5 · 2/3 = 7/15.
const BY_PLAN = {
  free: { started: 5, converted: 2, open: 1, lost: 2, within: "46.7 %", half: "5 d" },
  pro: { started: 4, converted: 3, open: 0, lost: 1, within: "75.0 %", half: "2 h" },
};

let server;
let browser;
let page;
let faults;
const today = new Date().toISOString().slice(0, 10);
const minuteOf = (days, minutes) =>
  new Date(Date.parse(`${today}T10:00:00Z`) - days * 86_400_000 + minutes * 60_000).toISOString();

before(async () => {
  const rows = ["user_id,event,timestamp,plan"];
  for (const [person, [plan, ...journey]] of Object.entries(PEOPLE))
    for (const words of journey) {
      const [event, days, minutes = 0] = words.split(/[@+]/);
      rows.push(`${person},${event},${minuteOf(Number(days), Number(minutes))},${plan}`);
    }
  ({ server, browser, page, faults } = await signedInAtShopOf(rows));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("without a goal the page asks what counts as converting, and then answers from the first event of all", async () => {
  await page.goto(`${server.origin}/sites/shop/home`);
  await settled(page);
  await page
    .getByRole("navigation", { name: "Places" })
    .getByRole("link", { name: "Time to convert" })
    .click();
  await page.getByRole("heading", { name: "How long do people take to convert?" }).waitFor();
  await page.getByText("Say what counts as converting").waitFor();
  await enter("End: event", "order");
  await page
    .getByRole("heading", { name: "How long do people take from their first event to order?" })
    .waitFor();
  await shows(FIRST);
  assert.equal(await countsOf(), COUNTS);
  await page.getByText("Half of those who get to order do so within 3 h", { exact: false }).first().waitFor();
  await page.getByText("Only 5 persons got to order: times of so few move a lot by chance.").waitFor();
});

test("a question is made in the editor, and the address holds it", async () => {
  await page.getByText("Something they do", { exact: true }).click();
  await page.getByText("Say what starts the clock").waitFor();
  await enter("Start: event", "signup");
  await shows(FIRST);
  await page.getByText("The last before they get there").click();
  await page.getByText("the clock starts with the last signup before order").waitFor();
  await shows(LAST);
  await page.getByText("The first ever", { exact: true }).click();
  await shows(FIRST);
  await page.getByText("The first in this time").click();
  await page.getByText("first signup in this time").waitFor();
  await shows(FIRST);
  await page.reload();
  await settled(page);
  await page.getByRole("heading", { name: "How long do people take from signup to order?" }).waitFor();
  await shows(FIRST);
  assert.equal(await countsOf(), COUNTS);
});

test("every number opens its people", async () => {
  const figure = page.getByRole("figure", { name: "When do they get to order?" });
  const bars = figure.getByRole("list", { name: "Persons by the time they took" });
  assert.equal(await bars.getByRole("button").count(), Object.keys(BARS).length);
  for (const [name, wanted] of Object.entries(BARS)) {
    await bars.getByRole("button", { name: new RegExp(`^${name}: 1 person`) }).click();
    await people(`Who got to order ${name} after signup?`, wanted);
  }
  await page.getByRole("button", { name: "9: Who started with signup?" }).first().click();
  await people("Who started with signup?", Object.keys(PEOPLE).sort());
  await page.getByRole("button", { name: "5: Who got to order within 7 days after signup?" }).first().click();
  await people("Who got to order within 7 days after signup?", ["a1", "a2", "a3", "a4", "a7"]);
  await page.getByRole("button", { name: "1: Who still has time to get to order?" }).first().click();
  await people("Who still has time to get to order?", ["b1"]);
  await page.getByRole("button", { name: /^3: Who did not get to order within 7 days/ }).click();
  await people("Who did not get to order within 7 days after signup?", ["a5", "a6", "a8"]);
});

test("the curve is read by arrow keys, and as a table", async () => {
  const figure = page.getByRole("figure", { name: "How long do people take from signup to order?" });
  const slider = figure.getByRole("slider", { name: "Time since the start" });
  const said = () => slider.getAttribute("aria-valuetext");
  await slider.focus();
  assert.match(await said(), /^after 7 d: everybody: 58\.3\s%/);
  await page.keyboard.press("ArrowLeft");
  assert.match(await said(), /^after 6 d: everybody: 58\.3\s%/);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  assert.match(await said(), /^after 4 d: everybody: 44\.4\s%/);
  await page.keyboard.press("Home");
  assert.match(await said(), /^after 0 s: everybody: 0\.0\s%/);
  await figure.getByText("After 0 s").waitFor();
  await page.keyboard.press("Tab");
  assert.match(await said(), /^after 7 d/);

  await figure.getByRole("button", { name: "Table", exact: true }).click();
  const cell = (time) => figure.getByRole("row").filter({ hasText: new RegExp(`^${time}`) });
  // After 3 hours 3 of 9, after 2 days 4 of 9; 3 hours are the end of one row, and none of it.
  assert.match(await cell("12 h").innerText(), /33\.3\s%/);
  assert.match(await cell("2 d").innerText(), /44\.4\s%/);
  await figure.getByRole("button", { name: "Picture", exact: true }).click();
});

test("a split says whether it differs: one line and one row a value, which open their people", async () => {
  const panel = page
    .locator("section, div")
    .filter({ hasText: /^Does it differ by/ })
    .last();
  await page
    .getByRole("button", { name: /Split by/ })
    .last()
    .click();
  await page.getByRole("option", { name: /^plan/ }).click();
  await page.getByRole("heading", { name: "Does it differ by plan?" }).waitFor();
  await page.getByText("Too few got there to compare by plan.").waitFor();
  assert.deepEqual(await partsOf(), BY_PLAN);
  const table = page.getByRole("table", { name: "Time to convert by value" });
  await table
    .getByRole("button", { name: "2: Who got to order within 7 days after signup (plan: free)?" })
    .click();
  await people("Who got to order within 7 days after signup (plan: free)?", ["a3", "a4"]);
  await table.getByRole("button", { name: /^1: Who did not get to order .* \(plan: pro\)/ }).click();
  await people("Who did not get to order within 7 days after signup (plan: pro)?", ["a6"]);
  const curve = page.getByRole("figure", { name: "How long do people take from signup to order?" });
  const words = await curve.getByRole("slider").getAttribute("aria-valuetext");
  assert.match(words, /free: 46\.7\s%.*; pro: 75\.0\s%.*; everybody: 58\.3\s%/);
  // The bars of one value alone.
  const figure = page.getByRole("figure", { name: "When do they get to order?" });
  await figure.getByRole("button", { name: /Of whom/ }).click();
  await page.getByRole("option", { name: /^pro/ }).click();
  await figure.getByRole("button", { name: /^1–3 h: 1 person/ }).click();
  await people("Who got to order 1–3 h after signup (plan: pro)?", ["a2"]);
  assert.equal(await panel.count(), 1);
});

test("the course tells each week by its start, also what is not over", async () => {
  const figure = page.getByRole("figure", { name: "Does it get faster from week to week?" });
  await figure.getByText("Too early to tell: it takes two weeks that are over").waitFor();
  await figure.getByRole("button", { name: "Table", exact: true }).click();
  const rows = await figure.getByRole("row").allInnerTexts();
  const counts = rows
    .slice(1)
    .map((row) => row.split("\t").map((cell) => cell.trim()))
    .filter(([, started]) => started !== "0")
    .map(([start, ...numbers]) => [start.includes("not over"), ...numbers.slice(0, 3)]);
  assert.deepEqual(counts, [
    [false, "8", "5", "0"],
    [true, "1", "0", "1"],
  ]);
  await figure.getByRole("button", { name: /^8: Who started with signup \(started in the week of/ }).click();
  await people(/^Who started with signup \(started in the week of/, [
    "a1",
    "a2",
    "a3",
    "a4",
    "a5",
    "a6",
    "a7",
    "a8",
  ]);
});

test("page, CSV, API and command say the same", async () => {
  const question = {
    kind: "time_to_convert",
    steps: [{ event: "signup" }, { event: "order" }],
    window: "7d",
    entry: "first",
    breakdown: { property: "plan" },
    interval: "week",
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
  const { overall } = api;
  assert.deepEqual([overall.entered, overall.converted, overall.open], [9, 5, 1]);
  assert.ok(Math.abs(overall.within_window.value - 7 / 12) < 1e-12);
  assert.deepEqual(
    [overall.median, overall.p75, overall.p90].map(({ seconds }) => seconds),
    [3 * 3600, 2 * 86_400, 5 * 86_400],
  );
  const text = JSON.stringify(question);
  const command = JSON.parse(cairn(server.data, "query", "--site", "shop", "--format", "json", text));
  // The person that has time left is watched a moment longer by the second question.
  assert.deepEqual(command.overall.bins, overall.bins);
  assert.deepEqual(command.overall.median, overall.median);

  const download = page.waitForEvent("download");
  await page
    .getByRole("figure", { name: "When do they get to order?" })
    .getByRole("button", { name: "CSV" })
    .click();
  const file = join(server.data, "times.csv");
  await (await download).saveAs(file);
  const [head, ...rows] = readFileSync(file, "utf8").trim().split("\n");
  const columns = head.split(",");
  const cell = (row, name) => row.split(",")[columns.indexOf(name)];
  const bins = rows.filter((row) => cell(row, "breakdown") === "pro" && cell(row, "count") !== "0");
  assert.deepEqual(
    bins.map((row) => [cell(row, "from_seconds"), cell(row, "to_seconds"), cell(row, "count")]),
    [
      ["1800", "3600", "1"],
      ["3600", "10800", "1"],
      ["10800", "21600", "1"],
    ],
  );
  // A picture is made of each.
  for (const name of ["How long do people take from signup to order?", "When do they get to order?"]) {
    const picture = page.waitForEvent("download");
    await page.getByRole("figure", { name }).getByRole("button", { name: "PNG" }).click();
    assert.match((await picture).suggestedFilename(), /^shop-time-to-convert\.png$/);
  }
});

test("what nobody can know yet is said, with the way out", async () => {
  await at({ steps: [{ event: "signup" }, { event: "order" }], window: "30d", entry: "first" });
  await page.getByText("No window of 30 days is over yet, so nobody can know", { exact: false }).waitFor();
  await shows({ half: "–", quarters: "–", tenths: "–", within: "–" });
  await page.getByText("nobody has been watched for the whole window yet", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Ask within 7 days" }).click();
  await shows(FIRST);
});

test("what makes no sense is told of an address", async () => {
  await at({ steps: [{ event: "signup" }], entry: "sometimes", order: "any" });
  await page.getByText("What the address says of “steps” makes no sense").waitFor();
  await page.getByText("What the address says of “entry” makes no sense").waitFor();
  await page.getByText("“order” of the address does not count on this page").waitFor();
});

test("a time in which nobody started says so, and leads to one in which somebody did", async () => {
  await at({ steps: [{ event: "signup" }, { event: "order" }] }, "2020-01-01..2020-01-31");
  await page.getByText("Nobody started in this time").waitFor();
  await page.getByRole("button", { name: "Look at all time" }).click();
  await page.getByRole("figure", { name: "How long do people take from signup to order?" }).waitFor();
});

test("the palette leads there", async () => {
  await page.goto(`${server.origin}/sites/shop/home`);
  await settled(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search" }).fill("time to");
  await page.getByRole("option", { name: /Time to convert/ }).click();
  await page.getByRole("heading", { name: "How long do people take to convert?" }).waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(faults, []);
});

async function at(question, range) {
  const text = encodeURIComponent(JSON.stringify(question));
  await page.goto(
    `${server.origin}/sites/shop/time-to-convert?${range ? `range=${range}&` : ""}question=${text}`,
  );
  await settled(page);
}

async function enter(label, text) {
  await page.getByRole("combobox", { name: label, exact: true }).fill(text);
  await page.keyboard.press("Escape");
}

/** The people of the drawer, which is closed again. */
async function people(title, wanted) {
  const drawer = page.getByRole("dialog", { name: title });
  await drawer.getByRole("link").first().waitFor();
  const names = await drawer.getByRole("link").allInnerTexts();
  assert.deepEqual(names.map((name) => name.trim()).sort(), wanted);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
}

const plain = (text) => text.replace(/\s+/g, " ").trim();

async function figuresOf() {
  const tiles = page.locator("main dl > div");
  const values = await tiles.locator("dd:first-of-type").allInnerTexts();
  const [half, quarters, tenths, within] = values.map(plain);
  return { half, quarters, tenths, within };
}

async function countsOf() {
  return plain(await page.locator("main dl + p").innerText());
}

/** The rows of the table by value. */
async function partsOf() {
  const rows = page.getByRole("table", { name: "Time to convert by value" }).locator("tbody tr");
  const found = {};
  for (const row of await rows.all()) {
    const cells = (await row.locator("td").allInnerTexts()).map(plain);
    const first = (text) => /^(\S+(?: (?:%|min|s|h|d))?)/.exec(text)?.[1] ?? text;
    const name = /^\d+ (\S+)/.exec(cells[0])?.[1];
    const [started, converted, open, lost] = cells.slice(1, 5).map(Number);
    found[name] = { started, converted, open, lost, within: first(cells[5]), half: first(cells[6]) };
  }
  return found;
}

/** Waits until the figures are these. */
async function shows(wanted) {
  for (let tries = 0; tries < 40; tries += 1) {
    if (JSON.stringify(await figuresOf()) === JSON.stringify(wanted)) return;
    await page.waitForTimeout(250);
  }
  assert.deepEqual(await figuresOf(), wanted);
}
