// Populations: a small file counted by hand, and the same numbers in the page, its CSV, the API and the command; and
// every report for the members of one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cairn, settled, signedInAtShopOf } from "./harness.mjs";

// By person what they did, so many days ago and when.
const JOURNEYS = {
  u1: "pricing@5,10 pricing@3,10",
  u2: "pricing@6,10 pricing@4,10 trial@2,10", // in it for two days
  u3: "pricing@5,11", // only once
  u4: "pricing@9,10 pricing@8,10",
  u5: "trial@5,09",
  u6: "pricing@80,10 pricing@79,10", // too long ago
};
const IS = {
  all: [
    { did: { event: "pricing" }, at_least: 2, range: { last: "30d" } },
    { not: { did: { event: "trial" } } },
  ],
};
/** From so many days ago on: how many are in it at the end of the day, who came in and who left. */
const COURSE = [
  [10, 0, 0, 0],
  [9, 0, 0, 0],
  [8, 1, 1, 0],
  [7, 1, 0, 0],
  [6, 1, 0, 0],
  [5, 1, 0, 0],
  [4, 2, 1, 0],
  [3, 3, 1, 0],
  [2, 2, 0, 1],
  [1, 2, 0, 0],
  [0, 2, 0, 0],
];
const WORDS = "People who did pricing at least twice in the last 30 days and did not do trial.";

let server;
let browser;
let page;
let faults;
const today = new Date().toISOString().slice(0, 10);
const daysAgo = (days) => new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);

before(async () => {
  const rows = ["user_id,event,timestamp"];
  for (const [person, journey] of Object.entries(JOURNEYS))
    for (const words of journey.split(" ")) {
      const [event, days, hour] = words.split(/[@,]/);
      rows.push(`${person},${event},${daysAgo(days)} ${hour}:00:00`);
    }
  ({ server, browser, page, faults } = await signedInAtShopOf(rows));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("without one the page says what they are, and offers some of what came in", async () => {
  await page.goto(`${server.origin}/sites/shop/home`);
  await settled(page);
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Populations" }).click();
  await page.getByText("No population yet").waitFor();
  await page.getByRole("heading", { name: "pricing, quiet since" }).waitFor();
  await page.getByRole("button", { name: "Look at Here often" }).click();
  // Nobody did five things within a week.
  await page.getByText(/^0 people now: .* of 6 known people/).waitFor();
  await page.getByRole("button", { name: "Leave without saving" }).click();
  await page.getByText("No population yet").waitFor();
});

test("one is made of sentences, counted as it is made, and saved under a name", async () => {
  await page.getByRole("button", { name: "Make the first population" }).click();
  await page.getByText("Say what was done: an event, a page or a goal.").waitFor();
  await enter("Condition 1: event", "pricing");
  // Who did it at least once: all but u5.
  await page.getByText(/^5 people now/).waitFor();
  await fillNumber("Condition 1: times", "2");
  await page.getByText(/^4 people now/).waitFor();
  await choose("Condition 1: when", "in the last");
  await fillNumber("Condition 1: days", "30");
  await page.getByText(/^3 people now/).waitFor();
  await page.getByRole("button", { name: "Add a condition" }).click();
  await choose("Condition 2: what is asked", "did not do");
  await enter("Condition 2: event", "trial");
  await page.getByText(/^2 people now: 33\.3.% .* of 6 known people/).waitFor();
  await page.getByText(WORDS).first().waitFor();
  // The address holds it: a reload loses nothing.
  await page.reload();
  await settled(page);
  await page.getByText(/^2 people now/).waitFor();
  await page.getByRole("radio", { name: "Any of these" }).click();
  // Everybody but u2 and u5 did no trial; u2 looked twice.
  await page.getByText(/^5 people now/).waitFor();
  await page.getByRole("radio", { name: "All of these" }).click();
  await page.getByText(/^2 people now/).waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Hot leads");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("heading", { name: "Who is in “Hot leads”?", level: 1 }).waitFor();
  await page.waitForURL((url) => url.searchParams.get("open") === "hot-leads");
  assert.deepEqual((await fetched("/api/v1/sites/shop/populations/hot-leads")).is, IS);
});

test("its size over time is what was counted by hand, in page, CSV, API and command", async () => {
  await page.getByRole("button", { name: "Table", exact: true }).click();
  const rows = await page.getByRole("region", { name: "Size over time" }).getByRole("row").allInnerTexts();
  const shown = rows.slice(-COURSE.length).map((row) => {
    const cells = row.split("\t");
    return [cells[1], cells[3], cells[4]].map(Number);
  });
  const wanted = COURSE.map(([, ...numbers]) => numbers);
  assert.deepEqual(shown, wanted);
  assert.match(rows.at(-1), /\(not over\)/);

  const question = {
    kind: "population",
    population: "hot-leads",
    interval: "day",
    range: { last: "30d" },
  };
  const api = await asked(question);
  const told = ({ points }) =>
    points.slice(-COURSE.length).map(({ start, size, entered, left }) => [start, size, entered, left]);
  const course = COURSE.map(([days, ...numbers]) => [daysAgo(days), ...numbers]);
  assert.deepEqual(told(api), course);
  assert.deepEqual([api.name, api.size, api.known], ["Hot leads", 2, 6]);
  const text = JSON.stringify(question);
  const command = JSON.parse(cairn(server.data, "query", "--site", "shop", "--format", "json", text));
  assert.deepEqual(command.points, api.points);

  const download = page.waitForEvent("download");
  await page.getByRole("figure").getByRole("button", { name: "CSV" }).click();
  const file = join(server.data, "population.csv");
  await (await download).saveAs(file);
  const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const columns = ["start", "size", "entered", "left"].map((name) => head.split(",").indexOf(name));
  const written = lines
    .map((line) => line.split(","))
    .map((cells) => columns.map((column) => cells[column]))
    .filter(([start]) => start >= daysAgo(10));
  assert.deepEqual(
    written,
    course.map((row) => row.map(String)),
  );
  await page.getByRole("button", { name: "Picture", exact: true }).click();
});

test("a picture of it is a file", async () => {
  const download = page.waitForEvent("download");
  await page.getByRole("figure").getByRole("button", { name: "PNG" }).click();
  const file = join(server.data, "population.png");
  await (await download).saveAs(file);
  assert.deepEqual([...readFileSync(file).subarray(1, 4)], [...Buffer.from("PNG")]);
});

test("its people are listed as of any day, and who came in or left; each opens what it did", async () => {
  await listed(["u1", "u4"]);
  await page.getByRole("radio", { name: "Left", exact: true }).click();
  await choose("As of", dayName(daysAgo(2)));
  await listed(["u2"]);
  await page.getByRole("heading", { name: `Who left “Hot leads”, ${dayName(daysAgo(2))}?` }).waitFor();
  await page.reload();
  await settled(page);
  await listed(["u2"]);
  await page.getByRole("radio", { name: "Came in", exact: true }).click();
  await choose("As of", dayName(daysAgo(3)));
  await listed(["u1"]);
  await page.getByRole("radio", { name: "In it", exact: true }).click();
  await listed(["u1", "u2", "u4"]);
  await page.getByRole("region", { name: "Persons" }).getByRole("link", { name: "u2" }).click();
  await page.getByRole("heading", { name: "What did u2 do?" }).waitFor();
  await page.goBack();
  await settled(page);
});

test("bars open their people, also by arrow keys alone", async () => {
  const bars = page.getByRole("grid", { name: "Who came in and who left, by day" });
  await bars.getByRole("button").first().focus();
  // From the first who came in to the next, four days later.
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await people(/^Who came into “Hot leads”, /, ["u2"]);
  await bars.getByRole("button", { name: /: 1 person left$/ }).click();
  await people(/^Who left “Hot leads”, /, ["u2"]);
});

test("every report can be looked at for just them, and for everybody again by one press", async () => {
  await page.getByRole("button", { name: "Reports of just them" }).click();
  await page.waitForURL(
    (url) => url.pathname.endsWith("/home") && url.searchParams.get("population") === "hot-leads",
  );
  const chip = page.getByRole("banner").getByText("only Hot leads");
  await chip.waitFor();
  await page.getByRole("banner").getByText("2 people").waitFor();
  await tile("Persons", "2");
  // The places keep it; so does the list of people.
  await go("People");
  await listed(["u1", "u4"]);
  await go("Retention");
  await page.getByRole("row", { name: /All together 2 persons/ }).waitFor();
  await go("Journeys");
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await page.locator("main [role=alert]").count(), 0);
  await go("Conversions");
  assert.equal(await page.locator("main [role=alert]").count(), 0);
  const funnel = {
    id: null,
    name: "x",
    steps: [{ rules: [{ event: "pricing" }] }, { rules: [{ event: "trial" }] }],
    window: "7d",
    entry: "best",
  };
  const draft = encodeURIComponent(JSON.stringify(funnel));
  await page.goto(`${server.origin}/sites/shop/funnels?population=hot-leads&draft=${draft}`);
  await settled(page);
  await page.getByText("n = 2 persons who entered").waitFor();
  await page.getByText("only of Hot leads: 2 people as of").first().waitFor();
  await page.getByRole("button", { name: "Look at everybody again" }).click();
  // All but u5, who never looked at prices, and u6, who did long ago.
  await page.getByText("n = 4 persons who entered").waitFor();
  assert.ok(!page.url().includes("population="));
});

test("the menu of the bar chooses one, by keys alone", async () => {
  await page.goto(`${server.origin}/sites/shop/home`);
  await settled(page);
  await tile("Persons", "5");
  await page.getByRole("button", { name: "Whom to look at: everybody" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Hot leads" }).waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("population") === "hot-leads");
  await tile("Persons", "2");
  await page.getByRole("button", { name: /^2: Who was there/ }).click();
  await people(/Who was there/, ["u1", "u4"]);
});

test("where it does not count, the page says so", async () => {
  for (const place of ["settings", "data-health", "people/u3", "populations"]) {
    await page.goto(`${server.origin}/sites/shop/${place}?population=hot-leads`);
    await settled(page);
    await page.getByText("This page is of everybody, not only of Hot leads").waitFor();
  }
  await page.goto(`${server.origin}/sites/shop/home?population=nobody`);
  await settled(page);
  await page.getByText("is not saved at this site").waitFor();
  await page.getByRole("main").getByRole("alert").first().waitFor();
  await page.getByRole("button", { name: "Look at everybody again" }).click();
  await tile("Persons", "5");
});

test("all of them stand in a list with their sizes", async () => {
  await page.goto(`${server.origin}/sites/shop/populations`);
  await settled(page);
  const row = page.getByRole("region", { name: "Populations" }).getByRole("row").nth(1);
  const words = await row.innerText();
  assert.ok(words.includes(WORDS), words);
  assert.equal((await row.getByRole("cell").nth(1).innerText()).trim(), "2");
  assert.equal((await row.getByRole("cell").nth(4).innerText()).trim(), "+2");
  await page.getByRole("img", { name: "from 0 to 2" }).waitFor();
  await page.getByText("Hot leads has 2 people").waitFor();
});

test("what the server refuses is told at the condition it is of", async () => {
  await page.getByRole("link", { name: "Hot leads" }).click();
  await page.getByRole("button", { name: "Duplicate" }).click();
  await page.getByRole("button", { name: "Add a condition" }).click();
  await choose("Condition 3: what is asked", "spent");
  await enter("Condition 3: event", "pricing");
  await page.getByLabel("Condition 3: currency").fill("EURO");
  const third = page.getByRole("listitem", { name: "Condition 3" });
  await third.getByRole("alert").waitFor();
  await page.getByText("What is asked for can't be counted.").waitFor();
  await page.getByLabel("Condition 3: currency").fill("EUR");
  await page.getByText(/^0 people now/).waitFor();
  assert.equal(await third.getByRole("alert").count(), 0);
});

test("deeper groups are told in words and changed as JSON", async () => {
  const deep = { any: [{ not: { any: [{ did: { event: "pricing" } }, { did: { event: "cart" } }] } }] };
  await page.locator("summary", { hasText: "As JSON" }).click();
  const whole = page.getByLabel("The whole condition as JSON");
  await whole.fill("{");
  await page.getByText("This is no JSON.", { exact: false }).waitFor();
  await whole.fill(JSON.stringify(deep));
  const first = page.getByRole("listitem", { name: "Condition 1" });
  await first.getByText("did not do pricing and did not do cart").waitFor();
  // Only u5 never looked at prices.
  await page.getByText(/^1 person now/).waitFor();
  await first
    .getByLabel("Condition 1 as JSON")
    .fill(JSON.stringify({ not: { any: [{ did: { event: "trial" } }, { did: { event: "cart" } }] } }));
  await page.getByText(/^4 people now/).waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get("open") === "hot-leads-copy");
  await page.getByRole("heading", { name: "Who is in “Hot leads (copy)”?", level: 1 }).waitFor();
});

test("it is changed under its own id", async () => {
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByLabel("Name", { exact: true }).fill("No trial");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("heading", { name: "Who is in “No trial”?", level: 1 }).waitFor();
  assert.ok(page.url().includes("open=hot-leads-copy"));
  assert.equal((await fetched("/api/v1/sites/shop/populations/hot-leads-copy")).name, "No trial");
});

test("it is deleted only when one says so once more, and its filter goes with it", async () => {
  await page.goto(`${server.origin}/sites/shop/populations?open=hot-leads-copy&population=hot-leads-copy`);
  await settled(page);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep" }).click();
  assert.equal((await fetched("/api/v1/sites/shop/populations")).populations.length, 2);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "Which groups of people do you watch?" }).waitFor();
  await page.waitForURL((url) => !url.search.includes("hot-leads-copy"));
  assert.deepEqual(
    (await fetched("/api/v1/sites/shop/populations")).populations.map(({ id }) => id),
    ["hot-leads"],
  );
});

test("the palette leads to one", async () => {
  await page.goto(`${server.origin}/sites/shop/home`);
  await settled(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search" }).fill("hot l");
  await page.getByRole("option", { name: /Hot leads/ }).click();
  await page.getByRole("heading", { name: "Who is in “Hot leads”?", level: 1 }).waitFor();
});

test("nothing went wrong on the way", () => {
  // A refusal that the page asked for is told on the console.
  assert.deepEqual(
    faults.filter((fault) => !/status of (400|404|422)/.test(fault)),
    [],
  );
});

async function enter(label, text) {
  await page.getByRole("combobox", { name: label, exact: true }).fill(text);
  await page.keyboard.press("Escape");
}

async function fillNumber(label, text) {
  await page.getByRole("textbox", { name: label, exact: true }).fill(text);
  await page.keyboard.press("Tab");
}

async function choose(label, option) {
  await page.getByRole("button", { name: label, exact: false }).last().click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

async function go(place) {
  await page
    .getByRole("navigation", { name: "Places" })
    .getByRole("link", { name: place, exact: true })
    .click();
  await settled(page);
  assert.ok(page.url().includes("population=hot-leads"), page.url());
}

/** Waits until a tile of the overview says this. */
async function tile(name, wanted) {
  await page
    .locator("dl > div", { has: page.locator(`dt:text-is("${name}")`) })
    .locator("dd")
    .first()
    .filter({ hasText: new RegExp(`^${wanted}$`) })
    .waitFor();
}

/** Waits until the list of persons has these and no others. */
async function listed(wanted) {
  const links = page.getByRole("region", { name: "Persons" }).getByRole("link");
  const read = async () => (await links.allInnerTexts()).map((name) => name.trim()).sort();
  for (let tries = 0; tries < 40; tries += 1) {
    if (JSON.stringify(await read()) === JSON.stringify(wanted)) return;
    await page.waitForTimeout(250);
  }
  assert.deepEqual(await read(), wanted);
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

function dayName(date) {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
  return format.format(new Date(`${date}T00:00:00Z`));
}

async function fetched(path) {
  return page.evaluate(async (address) => (await fetch(address)).json(), path);
}

async function asked(question) {
  return page.evaluate(async (body) => {
    const response = await fetch("/api/v1/sites/shop/query", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return response.json();
  }, question);
}
