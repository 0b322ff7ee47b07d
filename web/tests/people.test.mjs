// A number opens its people, and they are as many as it says.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cairn, newData, settled, signedIn } from "./harness.mjs";

let server;
let browser;
let page;
let faults;

before(async () => {
  const data = newData();
  cairn(data, "demo", "--no-serve", "--seed", "2");
  plantTwoCurrencies(data);
  ({ server, browser, page, faults } = await signedIn(data));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const number = (text) => Number(/[\d,]+/.exec(text)[0].replaceAll(",", ""));
const open = async (path) => {
  await page.goto(server.origin + path);
  await settled(page);
};
const region = (name) => page.getByRole("region", { name, exact: true });
/** The row of a table that has a word in its first cell. */
const row = (table, word) =>
  region(table)
    .getByRole("row")
    .filter({ has: page.getByRole("cell").first().filter({ hasText: word }) })
    .first();

/** Opens a number; gives the number, what its list says of itself, and closes the list. */
async function opened(button) {
  await button.scrollIntoViewIfNeeded();
  const value = number(await button.innerText());
  assert.ok(value > 0, "there is nothing to open");
  await button.click();
  const drawer = page.getByRole("dialog");
  const words = drawer.locator("p", { hasText: "person" }).first();
  await words.waitFor();
  const seen = {
    value,
    total: number(await words.innerText()),
    words: await words.innerText(),
    title: await drawer.getByRole("heading").innerText(),
    links: await drawer.getByRole("link").count(),
  };
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  return seen;
}

/** A count of persons and the list behind it are the same. */
async function agrees(button, title) {
  const seen = await opened(button);
  assert.equal(seen.total, seen.value, seen.title);
  assert.equal(seen.links, Math.min(50, seen.value), seen.title);
  assert.match(seen.title, title);
  return seen;
}

test("a goal's persons and its conversions on Home", async () => {
  await open("/sites/demo/home?compare=previous");
  const order = row("Goals", "Order");
  const persons = await agrees(order.getByRole("button").nth(1), /^Who is behind Order\?$/);
  const conversions = await opened(order.getByRole("button").nth(0));
  assert.equal(conversions.total, persons.value);
  assert.ok(conversions.value >= persons.value);
  assert.match(conversions.words, new RegExp(`made these ${conversions.value.toLocaleString("en-GB")} conv`));
});

test("everybody there, and the north star, by their tiles", async () => {
  await open("/sites/demo/home");
  const tile = (name) => page.locator("dl > div", { has: page.locator(`dt:text-is("${name}")`) });
  await agrees(tile("Persons").getByRole("button"), /Who was there/);
  const seen = await opened(tile("Order").getByRole("button"));
  assert.ok(seen.total <= seen.value && seen.total > 0);
});

test("a channel's persons, also those of no session", async () => {
  await open("/sites/demo/home");
  const rows = region("Channels").getByRole("row");
  assert.ok((await rows.count()) > 4);
  for (const place of [1, 3])
    await agrees(rows.nth(place).getByRole("button").nth(1), /behind Order, channel /);
  // A part that is not set is a cell like any other.
  await open("/sites/demo/home?range=all");
  const none = row("Channels", "not set");
  if (await none.count()) await agrees(none.getByRole("button").last(), /not set/);
});

test("a point of a trend, by its row and by the picture", async () => {
  await open("/sites/demo/conversions?goal=order&range=7d");
  const picture = page.getByRole("img", { name: /over time/ });
  await picture.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector("figure svg"));
  const box = await picture.boundingBox();
  // The second of seven days.
  await page.mouse.click(box.x + 40 + ((box.width - 52) * 1) / 6, box.y + box.height / 2);
  const drawer = page.getByRole("dialog");
  await drawer.locator("p", { hasText: "person" }).waitFor();
  const title = await drawer.getByRole("heading").innerText();
  const total = number(await drawer.locator("p").first().innerText());
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Table", exact: true }).click();
  const own = region("Order over time").getByRole("row").nth(2);
  const seen = await agrees(own.getByRole("button").nth(1), /^Who is behind Order, /);
  assert.deepEqual({ title: seen.title, total: seen.total }, { title, total });
});

test("a goal in the lists of Conversions", async () => {
  await open("/sites/demo/conversions?range=90d");
  const list = page.getByRole("region", { name: /Macros/ });
  const seen = await opened(
    list
      .getByRole("row")
      .nth(1)
      .getByRole("button", { name: /^[\d,]+: / }),
  );
  assert.match(seen.title, /Order/);
  assert.ok(seen.total > 0 && seen.total <= seen.value);
});

test("each number of a funnel's table, its picture and its split", async () => {
  await open("/sites/demo/funnels?split=event:context.device.browser");
  // Some windows still run: reached is more than the solid part of a bar.
  await agrees(
    page
      .getByRole("button", { name: /^Step 2, cart: .* reached/ })
      .or(
        page
          .locator("figure li")
          .nth(1)
          .getByRole("button", { name: /Who reached cart/ }),
      )
      .last(),
    /^Who reached cart\?$/,
  );
  const entered = region("The funnel by value").getByRole("row").nth(2).getByRole("button").first();
  await agrees(entered, /^Who reached product_viewed \(browser: /);
  await page.getByRole("button", { name: "Table", exact: true }).click();
  const cart = row("Steps of the funnel", "cart").getByRole("button");
  assert.equal(await cart.count(), 3);
  await agrees(cart.nth(0), /^Who reached cart\?$/);
  await agrees(cart.nth(1), /^Who reached cart, with time left\?$/);
  await agrees(cart.nth(2), /^Who was lost before cart\?$/);
});

test("those lost where it is worse than elsewhere", async () => {
  await open("/sites/demo/funnels");
  const worst = region("Parts that lose more than others").getByRole("row").nth(1);
  const lost = worst.getByRole("button", { name: /Who was lost/ });
  const seen = await agrees(lost, /^Who was lost before Order \(browser: Safari\)\?$/);
  assert.match(await worst.innerText(), /Browser: Safari/);
  assert.ok(seen.value > 10);
});

test("a chart is taken along as a picture", async () => {
  for (const path of ["/sites/demo/home", "/sites/demo/funnels"]) {
    await open(path);
    const download = page.waitForEvent("download");
    await page.getByRole("figure").getByRole("button", { name: "PNG" }).click();
    const file = join(server.data, "chart.png");
    const taken = await download;
    assert.match(taken.suggestedFilename(), /^demo-.*\.png$/);
    await taken.saveAs(file);
    const bytes = readFileSync(file);
    assert.equal(bytes.subarray(1, 4).toString(), "PNG");
    assert.equal(bytes.readUInt32BE(16), 2400);
    assert.ok(bytes.length > 20_000);
  }
});

test("money of two currencies is two trends, one at a time", async () => {
  await open("/sites/two/conversions?goal=sale");
  await page.getByRole("radio", { name: "Value" }).click();
  const figure = page.getByRole("figure");
  await figure.getByText("Value of the conversions in EUR; other currencies stand apart").waitFor();
  await figure.getByRole("button", { name: /Currency/ }).click();
  await page.getByRole("option", { name: "CHF" }).click();
  await figure.getByText("Value of the conversions in CHF; other currencies stand apart").waitFor();
  const axis = await figure.locator("svg text").allTextContents();
  assert.ok(
    axis.some((text) => text.includes("CHF")),
    axis.join(" "),
  );
});

test("a goal of several alternatives is edited, and nested ones are left as they are until then", async () => {
  const when = { any_of: [{ event: "a" }, { any_of: [{ event: "b" }] }] };
  const goal = { id: "any", name: "Any of them", class: "micro", when };
  cairn(server.data, "goal", "add", "--site", "two", JSON.stringify(goal));
  const known = () => JSON.parse(cairn(server.data, "goal", "show", "--site", "two", "any")).at(-1);
  await open("/sites/two/conversions?goal=any");
  const edit = async (change) => {
    await page.getByRole("button", { name: "Edit Any of them" }).click();
    const dialog = page.getByRole("dialog");
    await change(dialog);
    await dialog.getByRole("button", { name: "Save a new version" }).click();
    await dialog.waitFor({ state: "detached" });
    await settled(page);
  };
  await edit((dialog) => dialog.getByLabel("Owner").fill("Ada"));
  assert.equal(known().definition.owner, "Ada");
  assert.deepEqual(known().definition.when, when);
  await edit(async (dialog) => {
    await dialog.getByRole("button", { name: "First: or something else" }).click();
    await dialog.getByRole("combobox", { name: "First, alternative 3: event" }).fill("c");
    await page.keyboard.press("Escape");
    await dialog.getByRole("button", { name: "First: remove" }).click();
  });
  assert.deepEqual(known().definition.when, { any_of: [{ event: "b" }, { event: "c" }] });
});

test("a fourth primary macro of a template asks which makes room", async () => {
  for (const id of ["m1", "m2"]) {
    const macro = { id, name: id, class: "macro", kind: "lead", when: { event: id }, value: { none: "x" } };
    cairn(server.data, "goal", "add", "--site", "two", JSON.stringify(macro));
  }
  await page.goto(`${server.origin}/start?site=two&step=goals`);
  await settled(page);
  await page.getByRole("radio", { name: /Online shop/ }).click({ force: true });
  await settled(page);
  await page.getByRole("checkbox", { name: /^Order/ }).check({ force: true });
  await page.getByText("These would be 4 primary macros").waitFor();
  const save = page.getByRole("button", { name: "Save goals and continue" });
  await save.click();
  await page.getByText("Choose which macro makes room.").waitFor();
  await page.getByRole("button", { name: /Makes room/ }).click();
  await page.getByRole("option", { name: "m2" }).click();
  await save.click();
  await page.waitForURL(/step=connect/);
  const list = JSON.parse(cairn(server.data, "goal", "show", "--site", "two", "m2"));
  assert.equal(list.at(-1).definition.standing, "lifecycle");
});

test("the palette goes elsewhere with the same time and people", async () => {
  const filters = [{ property: "context.device.browser", op: "eq", value: "Safari" }];
  await open(
    `/sites/demo/home?range=90d&compare=previous&filters=${encodeURIComponent(JSON.stringify(filters))}`,
  );
  for (const [words, place] of [
    ["Funnels", "funnels"],
    ["Cart", "conversions"],
  ]) {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill(words);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/${place}`));
    const asked = new URL(page.url()).searchParams;
    assert.equal(asked.get("range"), "90d");
    assert.equal(asked.get("compare"), "previous");
    assert.deepEqual(JSON.parse(asked.get("filters")), filters);
    await settled(page);
  }
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(faults, []);
});

/** A site that sells in euros and in francs. */
function plantTwoCurrencies(data) {
  const day = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
  const rows = ["user_id,event,timestamp,value,currency"];
  for (let person = 0; person < 6; person += 1)
    rows.push(`p${person},sale,${day} 10:00:00,${10 + person},${person % 2 ? "CHF" : "EUR"}`);
  const file = join(data, "rows.csv");
  writeFileSync(file, `${rows.join("\n")}\n`);
  cairn(data, "import", "events", file, "--site", "two");
  const goal = { id: "sale", name: "Sale", class: "macro", kind: "revenue", when: { event: "sale" } };
  cairn(data, "goal", "add", "--site", "two", JSON.stringify({ ...goal, value: { event_value: true } }));
}
