/** What visitors do, and what must be stored of it. Each is alone with its events. */

import assert from "node:assert/strict";

/** Names of events in the order of their times; those of one instant are told apart by name. */
const names = (events) => events.map(({ event }) => event);
const paths = (events) =>
  events.filter(({ event }) => event === "pageview").map((event) => event["context.page.path"]);
const counted = (events) => {
  const ids = events.map(({ message_id }) => message_id);
  assert.equal(new Set(ids).size, ids.length, "a message is stored twice");
  return Object.fromEntries(
    [...new Set(names(events))]
      .sort()
      .map((name) => [name, names(events).filter((other) => other === name).length]),
  );
};

export const SCENARIOS = {
  "a page view and a call before the script": async ({ visitor, stored, drained, events, pages }) => {
    const { open } = await visitor({ locale: "de-DE", viewport: { width: 800, height: 600 } });
    const page = await open("/a?utm_source=crm&utm_medium=email&gclid=g1#secret");
    await stored(2);
    await drained(page);
    assert.deepEqual(counted(events()), { early: 1, pageview: 1 });
    const [view] = events().filter(({ event }) => event === "pageview");
    const expected = {
      "context.page.url": `${pages.origin}/a?utm_source=crm&utm_medium=email&gclid=g1`,
      "context.page.path": "/a",
      "context.page.title": "/a",
      "context.campaign.source": "crm",
      "context.campaign.medium": "email",
      "context.click_ids.gclid": "g1",
      "context.locale": "de-DE",
      "context.screen.width": "800",
      "context.library.name": "cairn.js",
      trust: "client",
      user_id: "",
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(view[name], value, name);
    assert.match(view["context.user_agent"], /Chrome/);
    assert.match(view.anonymous_id, /^[0-9a-f-]{36}$/);
  },

  "navigations within a page": async ({ visitor, stored, events, call, pages }) => {
    const { open } = await visitor();
    const page = await open("/a");
    await page.evaluate(() => history.pushState({}, "", "/b"));
    await page.evaluate(() => history.replaceState({}, "", "/b"));
    await page.evaluate(() => (location.hash = "end"));
    await page.evaluate(() => history.pushState({}, "", "?page=2"));
    await page.evaluate(() => {
      history.pushState({}, "", "/c");
      cairn("track", "on c");
    });
    await page.evaluate(
      () =>
        new Promise((done) => {
          addEventListener("popstate", () => setTimeout(done), { once: true });
          history.go(-3);
        }),
    );
    await call(page, "track", "end");
    await stored(6);
    assert.deepEqual(paths(events()), ["/a", "/b", "/c", "/b"]);
    const [, b, c] = events().filter(({ event }) => event === "pageview");
    assert.equal(b["context.page.referrer"], `${pages.origin}/a`);
    assert.equal(c["context.page.referrer"], `${pages.origin}/b?page=2`);
    assert.equal(events().find(({ event }) => event === "on c")["context.page.path"], "/c");
  },

  "a router of the Navigation API": async ({ visitor, stored, events, call }) => {
    const { open } = await visitor();
    const page = await open("/a");
    await page.evaluate(async () => {
      navigation.addEventListener("navigate", (event) =>
        event.intercept({ handler: async () => void (document.title = "B") }),
      );
      await navigation.navigate("/b").finished;
      await navigation.navigate("/b#end").finished;
    });
    await call(page, "track", "end");
    await stored(4);
    assert.deepEqual(paths(events()), ["/a", "/b"]);
  },

  "going back to a page that waits in the browser's cache": async ({ visitor, stored, events, ready }) => {
    const { open } = await visitor();
    const page = await open("/a");
    await page.evaluate(() => addEventListener("pageshow", (event) => (window.cameBack = event.persisted)));
    await stored(2);
    await page.click("a");
    await page.waitForURL("**/next");
    await ready(page);
    await stored(4);
    await page.evaluate(() => history.back());
    await page.waitForFunction(() => window.cameBack);
    await stored(5);
    assert.deepEqual(paths(events()), ["/a", "/next", "/a"]);
  },

  // A browser that is driven loads nothing ahead (PrerenderingDisabledByDevTools), so its signs are played.
  "a page that is loaded ahead": async ({ visitor, stored }) => {
    const { open, context } = await visitor();
    await context.addInitScript(() =>
      Object.defineProperty(document, "prerendering", { value: true, configurable: true }),
    );
    const page = await open("/a");
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
    const activatedAt = await page.evaluate(() => {
      Object.defineProperty(document, "prerendering", { value: false });
      const now = new Date().toISOString();
      document.dispatchEvent(new Event("prerenderingchange"));
      return now;
    });
    const kept = await stored(2);
    assert.deepEqual(counted(kept), { early: 1, pageview: 1 });
    // Server and browser share a clock here; what is corrected is the way of a request.
    assert.ok(Date.parse(kept[0].event_time) >= Date.parse(activatedAt), "it happened when it was seen");
  },

  "an event just before the page is left": async ({ visitor, stored, events }) => {
    const { open } = await visitor();
    const page = await open("/manual");
    await page.evaluate(() => {
      cairn("track", "left");
      location.href = "/bare";
    });
    await stored(1);
    assert.deepEqual(counted(events()), { left: 1 });
  },

  "a visitor who signs in is one person": async ({ visitor, stored, events, call, cairn }) => {
    const { open } = await visitor();
    const page = await open("/a");
    await call(page, "identify", "ann", { plan: "pro" });
    await call(page, "track", "signed in");
    const next = await open("/b");
    await call(next, "track", "bought", { revenue: 49.9, currency: "EUR", order_id: "o1" });
    await stored(7);
    const all = events();
    assert.equal(new Set(all.map(({ anonymous_id }) => anonymous_id)).size, 1);
    const bought = all.find(({ event }) => event === "bought");
    assert.deepEqual(
      [bought.user_id, Number(bought.value), bought.currency, bought.order_id],
      ["ann", 49.9, "EUR", "o1"],
    );
    const funnel = {
      kind: "funnel",
      steps: [{ event: "early" }, { event: "signed in" }, { event: "bought" }],
    };
    const answer = JSON.parse(
      cairn.command("query", "--site", "shop", "--format", "json", JSON.stringify(funnel)),
    );
    assert.deepEqual(
      answer.steps.slice(1).map(({ count }) => count),
      [1, 1],
    );
    const people = { kind: "persons", of: funnel, cell: { step: 3, outcome: "reached" } };
    const { persons } = JSON.parse(
      cairn.command("query", "--site", "shop", "--format", "json", JSON.stringify(people)),
    );
    assert.equal(
      JSON.stringify(persons).includes(all[0].anonymous_id),
      true,
      "the device belongs to the person",
    );
  },

  "a server that is down": async ({ visitor, stored, events, call, cairn, waiting, drained, ready }) => {
    const { open } = await visitor();
    const page = await open("/manual");
    await call(page, "track", "before");
    await stored(1);
    await drained(page);
    await cairn.kill();
    await call(page, "track", "while down");
    await page.reload();
    await ready(page);
    await call(page, "track", "after a reload");
    assert.equal(await waiting(page), 2);
    await cairn.start();
    await drained(page);
    assert.deepEqual(counted(events()), { "after a reload": 1, before: 1, "while down": 1 });
  },

  "an answer that is lost": async ({ visitor, events, call, drained, until }) => {
    const { open, context } = await visitor();
    let lost = 0;
    await context.route("**/v1/batch", async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      await route.abort();
    });
    const page = await open("/manual");
    await call(page, "track", "once");
    await until("the first answer is lost", () => lost > 0);
    await drained(page);
    assert.ok(lost > 1, "it was sent again");
    assert.deepEqual(counted(events()), { once: 1 });
  },

  "a server that asks to wait": async ({ visitor, events, call, drained }) => {
    const { open, context } = await visitor();
    const times = [];
    await context.route("**/v1/batch", (route) => {
      times.push(Date.now());
      if (times.length > 1) return route.continue();
      const headers = {
        "Retry-After": "2",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "retry-after",
      };
      return route.fulfill({ status: 429, headers });
    });
    const page = await open("/manual");
    await call(page, "track", "patient");
    await drained(page);
    assert.ok(times[1] - times[0] >= 1900, `it came back after ${times[1] - times[0]} ms`);
    assert.deepEqual(counted(events()), { patient: 1 });
  },

  "a key that is not known": async ({ visitor, events, drained, call }) => {
    const { open, context } = await visitor();
    const told = [];
    context.on("console", (message) => told.push(message.text()));
    const page = await open("/wrong");
    await call(page, "track", "lost");
    await drained(page);
    assert.deepEqual(events(), []);
    assert.equal(
      told.filter((text) => text.startsWith("cairn: the server refuses events with status 401")).length,
      1,
    );
  },

  "two tabs": async ({ visitor, stored, events, drained }) => {
    const { open } = await visitor();
    const [one, other] = [await open("/manual"), await open("/manual")];
    await Promise.all(
      [one, other].map((page, tab) =>
        page.evaluate((tab) => {
          for (let n = 0; n < 40; n++) cairn("track", `tab ${tab}`);
        }, tab),
      ),
    );
    await stored(80);
    await Promise.all([drained(one), drained(other)]);
    assert.deepEqual(counted(events()), { "tab 0": 40, "tab 1": 40 });
    assert.equal(new Set(events().map(({ anonymous_id }) => anonymous_id)).size, 1);
  },

  "a tab that was closed while the server was down": async ({ visitor, events, call, cairn, drained }) => {
    const { open } = await visitor();
    const [one, other] = [await open("/manual"), await open("/manual")];
    await cairn.kill();
    await call(one, "track", "of the closed tab");
    await one.close();
    await call(other, "track", "of the other");
    await cairn.start();
    await drained(other);
    assert.deepEqual(counted(events()), { "of the closed tab": 1, "of the other": 1 });
  },

  "storage that is refused": async ({ visitor, stored, events }) => {
    const { open } = await visitor();
    await open("/frame");
    await stored(2);
    assert.deepEqual(counted(events()), { "in a frame": 1, pageview: 1 });
    assert.equal(new Set(events().map(({ anonymous_id }) => anonymous_id)).size, 1);
  },

  "hostile names and values are text": async ({ visitor, stored, events, drained }) => {
    const { open } = await visitor();
    const page = await open("/manual");
    const hostile = [
      "</script><img src=x onerror=alert(1)>",
      "'; drop table events; --",
      '"quoted", and\r\nbroken',
      "ünïcødé 😀 \u202e",
      "__proto__",
      "constructor",
      "\\ud83d",
      "=1+1",
      "{{7*7}}",
    ];
    await page.evaluate((hostile) => {
      for (const text of hostile) cairn("track", text, { text, [text + " name"]: 1 });
    }, hostile);
    const kept = await stored(hostile.length);
    await drained(page);
    assert.deepEqual(names(kept).sort(), [...hostile].sort());
    for (const text of hostile)
      assert.equal(
        kept.find(({ event }) => event === text)["properties.text"] ??
          kept.find(({ event }) => event === text).text,
        text,
      );
  },

  "calls that make no sense do not disturb the page": async ({ visitor, stored }) => {
    const { open } = await visitor();
    const page = await open("/manual");
    await page.evaluate(() => {
      const circle = {};
      circle.self = circle;
      for (const call of [
        [],
        ["track"],
        ["track", circle],
        ["track", "c", circle],
        ["track", "b", { big: 10n }],
        ["identify", null],
        [Symbol("x")],
        [
          {
            toString() {
              throw 1;
            },
          },
        ],
        [
          "track",
          "t",
          {
            get x() {
              throw new Error("x");
            },
          },
        ],
      ])
        cairn(...call);
      cairn("track", "half \ud83d", { half: "\ude00" });
      cairn("track", "window", {
        at: new Date(0),
        none: undefined,
        nothing: null,
        run() {},
        node: document.body,
      });
    });
    const kept = await stored(2);
    assert.deepEqual(counted(kept), { "half \ufffd": 1, window: 1 });
  },

  "who asks for privacy": async ({ visitor, stored, call }) => {
    const { open, context } = await visitor();
    await context.addInitScript(() =>
      Object.defineProperty(navigator, "globalPrivacyControl", { value: true }),
    );
    const page = await open("/a");
    await call(page, "track", "unseen");
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
    await call(page, "opt_in");
    await call(page, "track", "seen");
    const kept = await stored(2);
    assert.deepEqual(counted(kept), { pageview: 1, seen: 1 });
    assert.equal(kept[0]["context.consent.gpc"], "true");
  },

  "consent that is asked for first": async ({ visitor, stored, call, drained }) => {
    const { open } = await visitor();
    const page = await open("/ask");
    await call(page, "track", "before consent");
    await call(page, "opt_in");
    await stored(1);
    await drained(page);
    await call(page, "opt_out");
    await call(page, "track", "after withdrawal");
    assert.deepEqual(await page.evaluate(() => Object.entries(localStorage)), [["cairn.consent", "out"]]);
    await call(page, "opt_in");
    await call(page, "track", "end");
    const kept = await stored(3);
    assert.deepEqual(counted(kept), { end: 1, pageview: 2 });
    assert.equal(new Set(kept.map(({ anonymous_id }) => anonymous_id)).size, 2);
  },
};
