// What people do next, or did before: the example of docs/concepts/flow.md, and the same numbers in the page, its CSV, the
// API and the command.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cairn, settled, signedInAtShopOf } from "./harness.mjs";

// Who did what on the 5th of January, asked at ten past midnight. All of it is moved so that this is now.
const JOURNEYS = {
  u1: "view@10:00 cart@10:01 view@10:02 view@10:03 buy@10:04",
  u2: "cart@10:00 view@10:01 buy@10:02 cart@12:00 view@12:05",
  u3: "cart@10:00 cart@10:01 help@10:02",
  u4: "view@10:00 cart@10:05",
  u5: "cart@23:50 view@23:55",
};
const ASKED = Date.parse("2026-01-06T00:10:00Z");

// Column by column: how many come, the names, and behind the line how many end there.
const AFTER_CART = ["6: cart 6 | 1", "5: view 4, help 1 | 3", "2: buy 2 | 2"];
const BEFORE_CART = ["6: cart 6 | 4", "2: view 2 | 2"];
// u1's views are two, and u3's second cart is told.
const REPEATED = ["6: cart 6 | 1", "5: view 4, cart 1 | 2", "3: buy 1, help 1, view 1 | 2", "1: buy 1 | 1"];
// u2 has one path: view, buy, cart, view.
const BY_PERSONS = [
  "5: cart 5 | 1",
  "4: view 3, help 1 | 2",
  "2: buy 2 | 1",
  "1: cart 1 | 0",
  "1: view 1 | 1",
];
const WITHOUT_VIEW = ["6: cart 6 | 3", "3: buy 2, help 1 | 3"];
const MERGED = ["6: cart 6 | 1", "5: look 5 | 3", "2: buy 2 | 2"];

let server;
let browser;
let page;
let faults;

before(async () => {
  const moved = Date.now() - ASKED;
  const rows = ["user_id,event,timestamp"];
  for (const [person, journey] of Object.entries(JOURNEYS))
    for (const words of journey.split(" ")) {
      const [event, time] = words.split("@");
      const at = new Date(Date.parse(`2026-01-05T${time}:00Z`) + moved).toISOString();
      rows.push(`${person},${event},${at.slice(0, 19).replace("T", " ")}`);
    }
  ({ server, browser, page, faults } = await signedInAtShopOf(rows));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("the usual question is answered at once: after the most frequent event, where there is no goal", async () => {
  await page.goto(`${server.origin}/sites/shop/home`);
  await settled(page);
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Journeys" }).click();
  await page.getByRole("heading", { name: "Which ways do people take?" }).waitFor();
  await page.getByRole("heading", { name: "What do people do after cart?" }).waitFor();
  await shows(AFTER_CART);
  // Of the five closed sessions three come to view.
  await page
    .getByText(/Of 5 sessions with cart, 80\.0.% \(.*\) go on; most often view comes next: 60\.0.%/)
    .waitFor();
  await page.getByText("1 session may still go on: rates leave it out.").waitFor();
  await page.getByRole("columnheader", { name: "= 6 − 1 that end" }).waitFor();
  await page.getByRole("columnheader", { name: "= 5 − 3 that end" }).waitFor();
  assert.ok(!page.url().includes("question="));
});

test("page, CSV, API and command say the same", async () => {
  const question = { kind: "flow", anchor: { event: "cart" }, range: { last: "30d" } };
  const api = await page.evaluate(async (asked) => {
    const response = await fetch("/api/v1/sites/shop/query", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(asked),
    });
    return response.json();
  }, question);
  assert.deepEqual(told(api), AFTER_CART);
  const text = JSON.stringify(question);
  const command = JSON.parse(cairn(server.data, "query", "--site", "shop", "--format", "json", text));
  assert.deepEqual(command.columns, api.columns);
  assert.deepEqual(command.links, api.links);

  const csv = readFileSync(await taken("CSV"), "utf8");
  const [head, ...rows] = csv
    .trim()
    .split("\n")
    .map((row) => row.split(","));
  const part = (row, name) => row[head.indexOf(name)];
  const names = rows.filter((row) => part(row, "node") === "name" && !part(row, "to_node"));
  const ofView = names.find((row) => part(row, "name") === "view");
  assert.ok(ofView?.includes("4"), csv);
});

test("a name opens its people, also by arrow keys alone, and shows what is linked with it", async () => {
  const grid = page.getByRole("grid", { name: "Names by columns" });
  await grid.getByRole("button", { name: /Who has cart\?/ }).focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await focusedNode(), "1 name view");
  // Where it comes from and where it goes: to buy from two, and two end.
  await linked({ "0 name cart": "4 →", "1 ended": "→ 2", "2 name buy": "→ 2" });
  await page.keyboard.press("Enter");
  await people(/Who has view in column 1 after cart\?/, ["u1", "u2", "u5"], "3 persons with the 4 sessions");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focusedNode(), "1 name help");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focusedNode(), "1 ended");
  await linked({ "1 name view": "2 →", "1 name help": "1 →" });
  await page.keyboard.press("Enter");
  await people(
    /Whose path ends in column 1 after cart\?/,
    ["u2", "u3", "u5"],
    "3 persons with the 3 sessions",
  );
  // In a name's cell Tab goes on to what else may be done, then out of the grid.
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Tab");
  const label = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  assert.equal(label, "More about help, column 1");
  await page.keyboard.press("Tab");
  assert.equal(await grid.evaluate((one) => one.contains(document.activeElement)), false);
});

test("a name is hidden from the picture, and comes back", async () => {
  await menuOf("view", "Hide this name");
  await shows(WITHOUT_VIEW);
  await page.getByText("Without view.").waitFor();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await shows(AFTER_CART);
});

test("names become one, and paths begin elsewhere", async () => {
  await menuOf("view", "Merge with …");
  const dialog = page.getByRole("dialog", { name: "Merge view with" });
  await dialog.getByText("help", { exact: true }).click();
  await dialog.getByRole("textbox", { name: "Called" }).fill("look");
  await dialog.getByRole("button", { name: "Make them one" }).click();
  await dialog.waitFor({ state: "detached" });
  await shows(MERGED);
  await page.getByText("view and help are called look.").waitFor();
  await page.getByRole("button", { name: "The usual question" }).click();
  await shows(AFTER_CART);
  await menuOf("buy", "Start from here", 2);
  await shows(["2: buy 2 | 2"]);
  await page.getByText("Of 2 sessions with buy, none goes on.").waitFor();
  await page.getByRole("button", { name: "The usual question" }).click();
  await shows(AFTER_CART);
});

test("a question is made in the editor, and the address holds it", async () => {
  await page.getByRole("button", { name: "Edit the question" }).click();
  await page.getByRole("radio", { name: "Each", exact: true }).click();
  await shows(REPEATED);
  await page.getByRole("radio", { name: "As one" }).click();
  await page.getByRole("radio", { name: "Before", exact: true }).click();
  await page.getByRole("heading", { name: "What do people do before cart?" }).waitFor();
  await shows(BEFORE_CART);
  // Time goes to the right: the anchor stands last.
  const heads = await page.getByRole("grid").getByRole("columnheader").allInnerTexts();
  assert.deepEqual(
    heads.map((head) => head.split("\n")[0]),
    ["Column 1", "Anchor"],
  );
  await page.getByRole("radio", { name: "After", exact: true }).click();
  await page.getByText("Persons", { exact: true }).click();
  // Within a day everybody may still go on; within twelve hours u5 alone.
  await page.getByText("Too early to tell.").waitFor();
  await page.getByRole("textbox", { name: "Window" }).fill("12");
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: /Unit/ }).click();
  await page.getByRole("option", { name: "hours" }).click();
  await shows(BY_PERSONS);
  await page
    .getByText(/Of 4 persons with cart, 75\.0.% \(.*\) go on; most often view comes next: 50\.0.%/)
    .waitFor();
  await page.reload();
  await settled(page);
  await shows(BY_PERSONS);
});

test("names are cleaned in the editor, and what contradicts itself is told there", async () => {
  await page.getByRole("button", { name: "The usual question" }).click();
  await page.getByRole("button", { name: "Edit the question" }).click();
  await page
    .getByText("Names", { exact: false })
    .locator("visible=true")
    .and(page.locator("summary"))
    .click();
  await add("Hide", "view");
  await shows(WITHOUT_VIEW);
  await page.getByRole("combobox", { name: "Only", exact: true }).fill("view");
  await page.keyboard.press("Escape");
  await page.getByText("It is hidden.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Only: add" }).isDisabled());
  await page.getByRole("button", { name: "Hide: remove view" }).click();
  await shows(AFTER_CART);
  await page.getByRole("combobox", { name: "Anchor: event", exact: true }).fill("");
  await page.keyboard.press("Escape");
  await page.getByText("Say what paths begin with").waitFor();
  await page.getByRole("button", { name: "The usual question" }).click();
  await shows(AFTER_CART);
  await page.getByRole("button", { name: "Done" }).click();
});

test("ribbons show the same, and are taken along like the columns", async () => {
  assert.ok(statSync(await taken("PNG")).size > 5_000);
  await page.getByRole("radio", { name: "Sankey" }).click();
  const picture = page.getByRole("img", { name: /What do people do after cart\?/ });
  const words = await picture.locator("text").allTextContents();
  assert.deepEqual(
    words.map((text) => text.replace(/\s+/g, " ").trim()),
    ["Anchor · 6 sessions", "Column 1 · 5", "Column 2 · 2", "cart 6", "view 4", "help 1", "buy 2"],
  );
  await picture.locator("text").filter({ hasText: "help" }).click();
  await people(/Who has help in column 1 after cart\?/, ["u3"], "1 person with the 1 session");
  assert.ok(statSync(await taken("PNG")).size > 5_000);
  await page.reload();
  await settled(page);
  await picture.waitFor();
  await page.getByRole("radio", { name: "Columns" }).click();
  await shows(AFTER_CART);
});

test("the table tells names and links, with rates", async () => {
  await page.getByRole("button", { name: "Table", exact: true }).click();
  const row = page.getByRole("row").filter({ hasText: "view" }).first();
  const cells = (await row.getByRole("cell").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
  assert.match(cells.join("; "), /^Column 1; view; 4; 60\.0 % \(.*\) of 5; 60\.0 % \(.*\) of 5; 2; 1$/);
  await page.getByRole("button", { name: /^1: Who may still go on after view in column 1/ }).click();
  await people(/Who may still go on after view/, ["u5"], "1 person with the 1 session");
  const links = page.getByRole("table", { name: "Links from name to name" }).getByRole("row");
  // Three from cart, two each from view and in the last columns one.
  assert.equal(await links.count(), 1 + 7);
  await page.getByRole("button", { name: "Picture", exact: true }).click();
});

test("an address in which something makes no sense tells it, and takes what the API takes", async () => {
  await open({ direction: "up", columns: 99, breakdown: "x", clean: { hide: ["a"], only: ["a"] } });
  await page.getByText("What the address says of “direction” makes no sense").waitFor();
  await page.getByText("A flow has 1 to 10 columns").waitFor();
  await page.getByText("A flow has no “breakdown”").waitFor();
  await page.getByText("“a” is hidden, so it can't be one of the only names.").waitFor();
  await shows(AFTER_CART);
  await open({ kind: "flow", anchor: { event: "cart" }, direction: "backward", depth: 3 });
  await shows(BEFORE_CART);
  assert.equal(await page.getByText("makes no sense").count(), 0);
});

test("a time in which nothing begins says so, and leads to one in which something does", async () => {
  await page.goto(`${server.origin}/sites/shop/journeys?range=2020-01-01..2020-01-31`);
  await settled(page);
  await page.getByText("Nothing begins in this time").waitFor();
  await page.getByRole("button", { name: "Look at all time" }).click();
  await shows(AFTER_CART);
});

test("what servers send is in no session: the page says so, and counts persons instead", async () => {
  const key = cairn(server.data, "key", "create", "--site", "shop", "--kind", "secret", "--scope", "append");
  const sent = await fetch(`${server.origin}/v1/batch`, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${key.trim()}:`)}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      batch: [
        {
          type: "track",
          messageId: "paid-1",
          event: "paid",
          userId: "u1",
          timestamp: new Date().toISOString(),
        },
      ],
    }),
  });
  assert.equal(sent.status, 200, await sent.text());
  await open({ anchor: { event: "paid" } });
  await page.getByText("No session has it").waitFor();
  await page.getByText("are in no session").waitFor();
  await page.getByRole("button", { name: "Count persons" }).click();
  await shows(["1: paid 1 | 1"]);
  await page.getByText("Too early to tell. 1 person may still go on").waitFor();
});

test("the palette leads there", async () => {
  await page.goto(`${server.origin}/sites/shop/home`);
  await settled(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search" }).fill("journ");
  await page.getByRole("option", { name: /Journeys/ }).click();
  await page.getByRole("heading", { name: "Which ways do people take?" }).waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(faults, []);
});

async function open(question) {
  const text = encodeURIComponent(JSON.stringify(question));
  await page.goto(`${server.origin}/sites/shop/journeys?question=${text}`);
  await settled(page);
}

async function menuOf(name, item, column = 1) {
  await page.getByRole("button", { name: `More about ${name}, column ${column}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function add(label, name) {
  await page.getByRole("combobox", { name: label, exact: true }).fill(name);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `${label}: add` }).click();
}

/** Takes a file along; gives where it lies. */
async function taken(kind) {
  const download = page.waitForEvent("download");
  await page.getByRole("figure").getByRole("button", { name: kind }).click();
  const file = join(server.data, `flow.${kind.toLowerCase()}`);
  await (await download).saveAs(file);
  return file;
}

function focusedNode() {
  return page.evaluate(() => document.activeElement?.closest("td")?.dataset.node);
}

/** The people of the drawer, which is closed again. */
async function people(title, wanted, total) {
  const drawer = page.getByRole("dialog", { name: title });
  await drawer.getByRole("link").first().waitFor();
  await drawer.getByText(total).waitFor();
  const names = await drawer.getByRole("link").allInnerTexts();
  assert.deepEqual(names.map((name) => name.trim()).sort(), wanted);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  // What opened it has the focus again, a moment later; a ribbon can have none.
  await page.waitForFunction(
    () => document.activeElement?.closest("figure") || document.querySelector("figure svg[role=img]"),
  );
}

/** What stands beside the name that is looked at. */
async function linked(wanted) {
  const read = () =>
    page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll("td[data-node]")].flatMap((cell) => {
          const link = cell.querySelector("[data-link]");
          return link ? [[cell.dataset.node, link.textContent]] : [];
        }),
      ),
    );
  await until(read, wanted);
}

/** Waits until the columns say this, the anchor's first. */
async function shows(wanted) {
  const read = () =>
    page.evaluate(() => {
      const columns = {};
      for (const cell of document.querySelectorAll("td[data-node]")) {
        const [column] = cell.dataset.node.split(" ");
        const number = cell.querySelector("b").textContent;
        columns[column] ??= { names: [], ended: "0" };
        const found = columns[column];
        if (cell.dataset.kind === "ended") found.ended = number;
        else found.names.push(`${cell.querySelector("[data-name]").textContent} ${number}`);
      }
      const totals = Object.fromEntries(
        [...document.querySelectorAll("figure th")].map((head) => {
          const [, name, total] = /^(Anchor|Column \d+)(\d+) /.exec(head.textContent) ?? [];
          return [name === "Anchor" ? "0" : name?.replace("Column ", ""), total];
        }),
      );
      return Object.entries(columns).map(
        ([column, { names, ended }]) => `${totals[column]}: ${names.join(", ")} | ${ended}`,
      );
    });
  await until(read, wanted);
}

async function until(read, wanted) {
  for (let tries = 0; tries < 60; tries += 1) {
    if (JSON.stringify(await read()) === JSON.stringify(wanted)) return;
    await page.waitForTimeout(250);
  }
  assert.deepEqual(await read(), wanted);
}

/** The API's answer in the same words. */
function told({ columns }) {
  return columns.map(({ total, nodes, ended }) => {
    const names = nodes.map(({ name, count }) => `${name} ${count}`);
    return `${total}: ${names.join(", ")} | ${ended}`;
  });
}
