import { expect, test } from "vitest";
import { curlExample, eventsToSend, exampleOf, nodeExample, pageSnippet, trackCalls } from "./snippets";

const PAID = {
  event: "purchase",
  description: "An order was paid.",
  properties: ["revenue", "currency", "order_id"],
};

test("the page's tag names where the script is and the key", () => {
  expect(pageSnippet("https://cairn.example", "cairn_wk_1").replace(/\s+/g, " ")).toBe(
    '<script async src="https://cairn.example/cairn.js" data-key="cairn_wk_1"></script>',
  );
});

test("calls carry what the event should, in the site's currency", () => {
  expect(trackCalls([PAID], "CHF").replace(/\s+/g, " ")).toContain(
    'cairn("track", "purchase", { revenue: 49.9, currency: "CHF", order_id: "1001", });',
  );
  expect(trackCalls([{ ...PAID, properties: [] }], "CHF")).toContain('cairn("track", "purchase");');
});

test("what would be a long line is broken up and still code", () => {
  const text = trackCalls(
    [{ ...PAID, properties: [...PAID.properties, "course", "teacher", "place"] }],
    "EUR",
  );
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(80);
  const calls: unknown[] = [];
  new Function("cairn", text)((...call: unknown[]) => calls.push(call));
  expect(calls).toMatchObject([["track", "purchase", { revenue: 49.9, currency: "EUR", teacher: "…" }]]);
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

test("Node sends the same, with the key", async () => {
  const sent: { url?: string; options?: { headers: Record<string, string>; body: string } } = {};
  const code = nodeExample("http://h", "cairn_wk_1", PAID, "EUR");
  const run = new Function("fetch", `return (async () => { ${code} })()`);
  await run(async (url: string, options: never) => {
    Object.assign(sent, { url, options });
    return { ok: true };
  });
  expect([sent.url, sent.options?.headers.Authorization]).toEqual(["http://h/v1/batch", "Bearer cairn_wk_1"]);
  expect(JSON.parse(sent.options?.body ?? "").batch[0]).toMatchObject({
    event: "purchase",
    properties: { order_id: "1001" },
  });
});

const MODEL = {
  goals: [
    { id: "order", when: { event: "purchase" } },
    { id: "news", when: { event: "newsletter" } },
  ],
  funnel: { id: "f", steps: [{ event: "cart" }, { goal: "order" }] },
  events: [
    { ...PAID, event: "pageview" },
    { ...PAID, event: "cart", properties: [] },
    { ...PAID, event: "newsletter", properties: [] },
    PAID,
  ],
} as never;

test("page views come by themselves, and the example carries money", () => {
  const events = eventsToSend(MODEL, [], []);
  expect(events.map(({ event }) => event)).toEqual(["cart", "newsletter", "purchase"]);
  expect(exampleOf(events)).toMatchObject(PAID);
});

test("what goals and funnels do not speak of is not asked for, and own names are used", () => {
  const goals = [{ id: "order", when: { event: "bought" } }] as never;
  const funnels = [{ id: "f", steps: [{ event: "cart" }, { goal: "order" }] }] as never;
  expect(eventsToSend(MODEL, goals, funnels).map(({ event }) => event)).toEqual(["cart", "bought"]);
});
