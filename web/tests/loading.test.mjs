// What a browser has to fetch before a page is there, and how it is served.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cairn, newData, newPage, openBrowser, Server, settled, signIn } from "./harness.mjs";

const MOST_BYTES = 300 * 1024;

let server;
let browser;

before(async () => {
  const data = newData();
  cairn(data, "site", "add", "shop");
  server = await Server.start(data);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("the first load of a page is at most 300 KB as it travels, without charts", async () => {
  const { page } = await newPage(browser, server.origin);
  await signIn(page, server);
  for (const place of [
    "/sites/shop/home",
    "/sites/shop/funnels",
    "/sites/shop/retention",
    "/sites/shop/time-to-convert",
    "/start",
  ]) {
    // What the page before still fetches is not this one's.
    await settled(page);
    await page.goto("about:blank");
    const sizes = [];
    const count = async (response) =>
      sizes.push(
        await response
          .request()
          .sizes()
          .then((size) => size.responseBodySize),
      );
    page.on("response", (response) => void count(response));
    const client = await page.context().newCDPSession(page);
    await client.send("Network.clearBrowserCache");
    await page.goto(server.origin + place);
    await settled(page);
    page.removeAllListeners("response");
    const list = sizes.join(" + ");
    const all = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(sizes.length > 3 && all > 50_000, `${place}: nothing was measured`);
    assert.ok(all <= MOST_BYTES, `${place} takes ${all} bytes: ${list}`);
  }
});

test("files are packed for whom takes it, kept by their names, and told when unchanged", async () => {
  const html = await (await fetch(`${server.origin}/sign-in`)).text();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)[1];
  const plain = await fetch(server.origin + script, { headers: { "Accept-Encoding": "identity" } });
  const packed = await fetch(server.origin + script, { headers: { "Accept-Encoding": "gzip" } });
  assert.equal(plain.headers.get("content-encoding"), null);
  assert.equal(packed.headers.get("content-encoding"), "gzip");
  assert.notEqual(plain.headers.get("etag"), packed.headers.get("etag"));
  assert.match(packed.headers.get("cache-control"), /immutable/);
  assert.equal(await plain.text(), await packed.text());
  const again = await fetch(server.origin + script, {
    headers: { "If-None-Match": plain.headers.get("etag"), "Accept-Encoding": "identity" },
  });
  assert.equal(again.status, 304);
  assert.equal((await fetch(`${server.origin}/assets/none.js`)).status, 404);
});

test("each page has a word of its own for its styles, and no script in itself", async () => {
  const one = await fetch(`${server.origin}/sign-in`);
  const other = await fetch(`${server.origin}/sites/shop/home`);
  const nonce = /'nonce-([0-9a-f]{32})'/;
  const [first, second] = [one, other].map(
    (response) => nonce.exec(response.headers.get("content-security-policy"))[1],
  );
  assert.notEqual(first, second);
  const text = await one.text();
  assert.ok(text.includes(`nonce="${first}"`));
  assert.ok(!/<script(?![^>]*src=)/.test(text));
  assert.ok(!one.headers.get("content-security-policy").includes("unsafe"));
});
