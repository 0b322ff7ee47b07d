// Who comes back: a small file counted by hand, and the same numbers in the page, its CSV, the API and the command.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cairn, settled, signedInAtShopOf } from "./harness.mjs";

// By person what they did, so many days ago and when.
const JOURNEYS = {
  u1: "signup@4,10 login@4,11 login@3,09 login@1,10",
  u2: "login@4,08 signup@4,10 login@3,10", // a login before the signup is no return
  u3: "signup@4,23 login@2,22",
  u4: "signup@3,10 signup@1,10 login@1,11", // the second signup is not the first
};

/** Of a period who came back and of how many; or how many so far, where it is not over. */
const of = (returned, persons) => `${returned} of ${persons}`;
const soFar = (returned) => `${returned} so far`;

// By the first event of all, back with any event, day by day from day 0.
const NEW = {
  all: [of(4, 4), of(2, 4), of(2, 4), of(1, 3), "–"],
  4: [of(3, 3), of(2, 3), of(1, 3), of(1, 3), soFar(0)],
  3: [of(1, 1), of(0, 1), of(1, 1), soFar(0)],
};
// By the first signup, back with a login.
const SIGNED_UP = {
  all: [of(1, 4), of(2, 4), of(2, 4), of(1, 3), "–"],
  4: [of(1, 3), of(2, 3), of(1, 3), of(1, 3), soFar(0)],
  3: [of(0, 1), of(0, 1), of(1, 1), soFar(0)],
};
// The same, back in a period or any later one.
const OR_LATER = {
  all: [of(4, 4), of(4, 4), of(3, 4), of(1, 3), "–"],
  4: [of(3, 3), of(3, 3), of(2, 3), of(1, 3), soFar(0)],
  3: [of(1, 1), of(1, 1), of(1, 1), soFar(0)],
};
// Each day on which somebody signs up: the fourth twice.
const EACH_DAY = {
  all: [of(2, 5), of(2, 4), of(2, 4), of(1, 3), "–"],
  4: SIGNED_UP[4],
  3: SIGNED_UP[3],
  1: [of(1, 1), soFar(0)],
};

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

test("the usual question is answered at once: everybody who is new, back with anything", async () => {
  await page.goto(`${server.origin}/sites/shop/home`);
  await settled(page);
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Retention" }).click();
  await page.getByRole("heading", { name: "Who comes back?" }).waitFor();
  await shows(NEW);
  await page.getByText("of 4 persons come back on the day after their first event.").waitFor();
  assert.ok(!page.url().includes("question="));
});

test("a question is made in the editor, and the address holds it", async () => {
  await page.getByRole("button", { name: "Edit the question" }).click();
  await page.getByText("Something they do", { exact: true }).click();
  await page.getByText("Say what counts as a start").waitFor();
  await enter("Start: event", "signup");
  await enter("Return: event", "login");
  await shows(SIGNED_UP);
  await page
    .getByRole("heading", { name: "How many come back with login in the days after signup?" })
    .waitFor();
  await page.getByText("Back in that day or any later one").click();
  await shows(OR_LATER);
  await page.getByText("Back in that very day").click();
  await page.getByText("The first in each day").click();
  await shows(EACH_DAY);
  await page.getByText("The first ever").click();
  await shows(SIGNED_UP);
  await page.reload();
  await settled(page);
  await shows(SIGNED_UP);
});

test("page, CSV, API and command say the same", async () => {
  const question = {
    kind: "retention",
    start: { event: "signup" },
    return: { event: "login" },
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
  assert.deepEqual(told(api), SIGNED_UP);
  const text = JSON.stringify(question);
  const command = JSON.parse(cairn(server.data, "query", "--site", "shop", "--format", "json", text));
  assert.deepEqual(command.cohorts, api.cohorts);
  assert.deepEqual(command.overall, api.overall);

  const download = page.waitForEvent("download");
  await page.getByRole("figure").getByRole("button", { name: "CSV" }).click();
  const file = join(server.data, "retention.csv");
  await (await download).saveAs(file);
  const rows = readFileSync(file, "utf8").trim().split("\n");
  const counted = rows.filter((row) => row.startsWith(daysAgo(4))).map((row) => row.split(",")[3]);
  assert.deepEqual(counted, ["1", "2", "1", "1", "0"]);
});

test("a cell opens its people, also by arrow keys alone; the table tells who did not come back", async () => {
  const grid = page.getByRole("grid", { name: "Cohorts by periods" });
  await grid.getByRole("button", { name: /^3 persons: Who started on/ }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await people(/Who started on .* and came back on day 1\?/, ["u1", "u2"]);

  // The next cohort is back on no day but the second.
  await grid.getByRole("button", { name: /^1 person: Who started on/ }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await people(/and came back on day 2\?/, ["u4"]);
  // One way in by Tab, and one press to get out again.
  await page.keyboard.press("Tab");
  assert.equal(await grid.evaluate((one) => one.contains(document.activeElement)), false);

  await page.getByRole("button", { name: "Table", exact: true }).click();
  await page
    .getByRole("button", { name: /^1: Who started on .* and did not come back on day 1\?/ })
    .first()
    .click();
  await people(/did not come back on day 1\?/, ["u3"]);
  await page.getByRole("button", { name: "Picture", exact: true }).click();
});

test("what can't stand together is told, in the editor and of an address", async () => {
  await page.getByRole("button", { name: "Edit the question" }).click();
  await page.getByText("By each person's own clock").click();
  await page.getByText("Days are each person's own: stretches of 24 hours since its start.").waitFor();
  // The first comes back after 1, 23 and exactly 72 hours, the second after exactly 24, the third after 47.
  const rolling = await cellsOf(daysAgo(4));
  assert.deepEqual(rolling.slice(0, 3), [of(1, 3), of(2, 3), of(0, 3)]);
  await page.getByRole("radio", { name: "Months" }).click();
  await page.getByText("Months have no fixed length", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Days are each person's own").waitFor();

  const bad = encodeURIComponent(
    JSON.stringify({ interval: "month", mode: "rolling", starts: "any", return: 7 }),
  );
  await page.goto(`${server.origin}/sites/shop/retention?question=${bad}`);
  await settled(page);
  await page.getByText("What the address says of “return” makes no sense").waitFor();
  await page.getByText("Everybody has one first event of all").waitFor();
});

test("a time in which nobody started says so, and leads to one in which somebody did", async () => {
  await page.goto(`${server.origin}/sites/shop/retention?range=2020-01-01..2020-01-31`);
  await settled(page);
  await page.getByText("Nobody started in this time").waitFor();
  await page.getByRole("button", { name: "Look at all time" }).click();
  await page.getByRole("grid", { name: "Cohorts by periods" }).waitFor();
});

test("the palette leads there", async () => {
  await page.goto(`${server.origin}/sites/shop/home`);
  await settled(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search" }).fill("retent");
  await page.getByRole("option", { name: /Retention/ }).click();
  await page.getByRole("heading", { name: "Who comes back?" }).waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(faults, []);
});

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
  // The number that opened it has the focus again, a moment later.
  await page.waitForFunction(() => document.activeElement?.closest("figure table button"));
}

/** The row of a day as the page tells it, or of all cohorts together. */
async function cellsOf(row) {
  const name = row === "all" ? "All together" : dayName(row);
  const cells = page.getByRole("row").filter({ hasText: name }).getByRole("gridcell");
  const words = await cells.evaluateAll((all) =>
    all.map((cell) => cell.title || cell.querySelector("button")?.title || ""),
  );
  return words
    .map((text) => {
      const [, returned, persons] = /^(\d+) of (\d+) came back/.exec(text) ?? [];
      if (persons) return of(returned, persons);
      const early = /^(\d+) came back so far/.exec(text);
      if (early) return soFar(early[1]);
      // Of all together it says the rate: "50.0 % (15.0–85.0 %) of 4 persons in 2 cohorts".
      const all = /^([\d.]+)\s% .* of (\d+) (persons|starts) in/.exec(text);
      if (all) return of(Math.round((Number(all[1]) / 100) * Number(all[2])), all[2]);
      return text === "not over for any cohort yet" ? "–" : "";
    })
    .filter((text) => text !== "");
}

function dayName(date) {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
  return format.format(new Date(`${date}T00:00:00Z`));
}

/** Waits until the grid says this. */
async function shows(wanted) {
  const read = async () => {
    const found = {};
    for (const row of Object.keys(wanted)) {
      const cells = await cellsOf(row === "all" ? row : daysAgo(row));
      // Of all together nothing is known of later periods either.
      found[row] = cells.slice(0, wanted[row].length);
    }
    return found;
  };
  for (let tries = 0; tries < 40; tries += 1) {
    if (JSON.stringify(await read()) === JSON.stringify(wanted)) return;
    await page.waitForTimeout(250);
  }
  assert.deepEqual(await read(), wanted);
}

/** The API's answer in the same words. */
function told({ cohorts, overall }) {
  const cellOf = ({ count, rate, complete }) =>
    rate ? of(count, rate.denominator) : complete === false ? soFar(count) : "–";
  const rows = Object.keys(SIGNED_UP).map((row) => {
    const cells = row === "all" ? overall.cells : cohorts.find(({ start }) => start === daysAgo(row)).cells;
    return [row, cells.map(cellOf).slice(0, SIGNED_UP[row].length)];
  });
  return Object.fromEntries(rows);
}
