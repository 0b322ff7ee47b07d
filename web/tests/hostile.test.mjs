// Names, values and addresses that would be code, were they not text: every page is visited, nothing runs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cairn, newData, newPage, openBrowser, Server, savePopulation, settled, signIn } from "./harness.mjs";

const CORPUS = [
  `<script>globalThis.ran=1;alert(1)</script>`,
  `"><img src=x onerror=globalThis.ran=1>`,
  `'><svg/onload=globalThis.ran=1>`,
  `javascript:globalThis.ran=1`,
  `{{constructor.constructor('globalThis.ran=1')()}}`,
  "`${globalThis.ran=1}`",
  `</title><script>globalThis.ran=1</script>`,
  `<a href="javascript:globalThis.ran=1">x</a>`,
  `<iframe srcdoc="<script>parent.ran=1</script>">`,
  `<style>*{background:url(//evil.example/x)}</style>`,
  `<math><mi//xlink:href="data:x,<script>globalThis.ran=1</script>">`,
  `\u202Etxet desrever\u202C <b>bold</b>`,
  `__proto__`,
  `constructor`,
];

let server;
let browser;

before(async () => {
  const data = newData();
  cairn(data, "site", "add", "shop");
  const key = cairn(data, "key", "create", "--site", "shop", "--kind", "write").trim();
  server = await Server.start(data);
  const now = Date.now();
  const batch = CORPUS.flatMap((text, place) => [
    {
      type: "track",
      messageId: `track-${place}`,
      anonymousId: `device ${text}`,
      event: text,
      properties: { [text]: text, plain: text, total: 5, currency: "EUR" },
      context: {
        page: {
          url: `https://shop.example/${encodeURIComponent(text)}?utm_source=${text}`,
          path: `/${text}`,
          title: text,
          referrer: `https://r.example/${text}`,
        },
        campaign: { source: text, medium: text, name: text, term: text, content: text },
        userAgent: text,
        device: { browser: text },
        screen: { width: text },
        locale: text,
        library: { name: text, version: text },
      },
      timestamp: new Date(now - place * 60_000).toISOString(),
    },
    {
      type: "identify",
      messageId: `identify-${place}`,
      anonymousId: `device ${text}`,
      userId: `user ${text}`,
      traits: { name: text, [text]: text },
    },
    // No event: it becomes a dead letter with its raw text.
    { type: "track", messageId: `dead-${place}`, anonymousId: text, event: "", properties: { [text]: text } },
  ]);
  const response = await fetch(`${server.origin}/v1/batch`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Basic ${btoa(`${key}:`)}` },
    body: JSON.stringify({ batch }),
  });
  assert.equal(response.status, 200, await response.text());
  const goal = {
    id: "hostile",
    name: CORPUS[0],
    class: "macro",
    kind: "revenue",
    when: { event: CORPUS[0] },
    value: { none: CORPUS[1] },
    owner: CORPUS[2],
    description: CORPUS[3],
  };
  cairn(data, "goal", "add", "--site", "shop", JSON.stringify(goal));
  const funnel = {
    id: "hostile",
    name: CORPUS[6],
    steps: [{ event: CORPUS[0] }, { event: CORPUS[1] }],
    window: "7d",
    entry: "best",
  };
  cairn(data, "funnel", "add", "--site", "shop", JSON.stringify(funnel));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test("nothing of it runs on any page, the policy is never asked, and the text is there to the letter", async () => {
  const { page, faults } = await newPage(browser, server.origin);
  await signIn(page, server);
  await savePopulation(page, "shop", {
    id: "hostile",
    name: CORPUS[6],
    description: CORPUS[1],
    is: {
      any: [
        { did: { event: CORPUS[0], filters: [{ property: CORPUS[2], op: "eq", value: CORPUS[1] }] } },
        { person: { property: CORPUS[9], op: "eq", value: CORPUS[8] } },
      ],
    },
  });
  const person = encodeURIComponent(`user ${CORPUS[0]}`);
  const places = [
    "/sites/shop/home",
    "/sites/shop/conversions",
    "/sites/shop/funnels",
    "/sites/shop/funnels?split=event:plain",
    `/sites/shop/time-to-convert?question=${encodeURIComponent(JSON.stringify({ steps: [{ event: CORPUS[0] }, { event: "*" }], breakdown: { property: "plain" } }))}`,
    "/sites/shop/people",
    `/sites/shop/people/${person}`,
    "/sites/shop/populations",
    "/sites/shop/populations?open=hostile",
    `/sites/shop/populations?open=${encodeURIComponent(CORPUS[0])}`,
    `/sites/shop/populations?draft=${encodeURIComponent(JSON.stringify({ name: CORPUS[0], is: { did: { event: CORPUS[1] } } }))}`,
    `/sites/shop/home?population=${encodeURIComponent(CORPUS[0])}`,
    "/sites/shop/data-health",
    "/sites/shop/settings",
    `/sites/shop/home?filters=${encodeURIComponent(JSON.stringify([{ property: CORPUS[0], op: "eq", value: CORPUS[1] }]))}`,
    `/sites/${encodeURIComponent(CORPUS[0])}/home`,
    "/start",
  ];
  for (const place of places) {
    await page.goto(server.origin + place);
    await settled(page);
    for (const summary of await page.locator("summary").all()) await summary.click();
    assert.equal(await page.evaluate(() => globalThis.ran), undefined, place);
    const sinks = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          "script:not([src]), [onerror], [onload], iframe, a[href^='javascript:' i]",
        ),
      ].map((one) => one.outerHTML),
    );
    assert.deepEqual(sinks, [], place);
  }
  await page.goto(`${server.origin}/sites/shop/data-health`);
  await settled(page);
  const names = await page.locator("main").innerText();
  for (const text of CORPUS) assert.ok(names.includes(text), `not to the letter: ${text}`);
  // A 404 of a site that is not there may be told on the console, and a 400 of what is no id.
  assert.deepEqual(
    faults.filter((fault) => !/status of 40[04]/.test(fault)),
    [],
  );
});
