import { expect, test } from "vitest";
import { curlExample, eventsToSend, exampleOf, nodeExample, pageSnippet, trackCalls } from "./snippets";

const PAID = {
  event: "purchase",
  description: "An order was paid.",
  properties: ["revenue", "currency", "order_id"],
};

test("the page's line names where the script is and the key", () => {
  expect(pageSnippet("https://cairn.example", "cairn_wk_1")).toBe(
    '<script async src="https://cairn.example/cairn.js" data-key="cairn_wk_1"></script>',
  );
});

test("calls carry what the event should, in the site's currency", () => {
  expect(trackCalls([PAID], "CHF")).toContain(
    'cairn("track", "purchase", { revenue: 49.90, currency: "CHF", order_id: "1001" });',
  );
  expect(trackCalls([{ ...PAID, properties: [] }], "CHF")).toContain('cairn("track", "purchase");');
});

test("what curl sends is JSON, also with a quote in a name", () => {
  const text = curlExample("http://h", "k", { ...PAID, event: "it's paid" }, "EUR");
  const body = /-d '([\s\S]*)'$/.exec(text)?.[1]?.replaceAll("'\\''", "'") ?? "";
  expect(JSON.parse(body).batch[0]).toMatchObject({
    type: "track",
    event: "it's paid",
    properties: { revenue: 49.9 },
  });
});

test("Node sends the same", () =>
  expect(nodeExample("http://h", "k", PAID, "EUR")).toContain('"event": "purchase"'));

test("page views come by themselves, and the example carries money", () => {
  const model = {
    events: [
      { ...PAID, event: "pageview", properties: [] },
      { ...PAID, event: "cart", properties: [] },
      PAID,
    ],
  };
  expect(eventsToSend(model as never).map(({ event }) => event)).toEqual(["cart", "purchase"]);
  expect(exampleOf(eventsToSend(model as never))).toBe(PAID);
});
