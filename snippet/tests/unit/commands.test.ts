// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { run, type Parts } from "../../src/commands";
import { queueOver } from "../../src/queue";
import { settingsOf, type Settings } from "../../src/settings";
import { storageOver } from "../../src/storage";
import { visitorOf } from "../../src/visitor";
import { localStorageOf } from "./fakes";

declare global {
  interface Window {
    happyDOM: { setURL(url: string): void };
  }
}

interface Message {
  type: string;
  event?: string;
  name?: string;
  anonymousId: string;
  userId?: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
  context: Record<string, Record<string, unknown>>;
}

let local = localStorageOf();
let told = vi.spyOn(console, "warn");

function page(told: Partial<Settings> = {}, browser: object = {}) {
  const settings = {
    key: "k",
    host: "h",
    respectsGpc: true,
    needsConsent: false,
    countsPages: true,
    ...told,
  };
  const storage = storageOver(() => local);
  const queue = queueOver(storage, Date.now);
  const parts: Parts = {
    queue,
    sender: { nudge: vi.fn(), flush: vi.fn() },
    visitor: visitorOf(storage, settings, browser as Navigator),
    navigation: { referrer: () => "https://before.example/", settle: vi.fn() },
    onConsent: vi.fn(),
  };
  const call = (...call: unknown[]) => run(parts, call);
  const messages = () => queue.batch(new Set()).map(({ text }) => JSON.parse(text) as Message);
  return { parts, call, messages };
}

beforeEach(() => {
  local = localStorageOf();
  told = vi.spyOn(console, "warn").mockImplementation(() => {});
  told.mockClear();
  window.happyDOM.setURL("https://shop.example/a?utm_source=crm&UTM_Campaign=May&utm_medium=#token=1");
});

describe("messages", () => {
  it("say what happened, to whom and where", () => {
    const { call, messages } = page();
    call("track", "cart", { price: 9.5, list: [1] });
    const [message] = messages();
    expect(message).toMatchObject({ type: "track", event: "cart", properties: { price: 9.5, list: [1] } });
    expect(message!.anonymousId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(message).not.toHaveProperty("userId");
    const { page: where, campaign, library } = message!.context;
    expect(where).toEqual({
      url: "https://shop.example/a?utm_source=crm&UTM_Campaign=May&utm_medium=",
      path: "/a",
      search: "?utm_source=crm&UTM_Campaign=May&utm_medium=",
      title: "",
      referrer: "https://before.example/",
    });
    expect(campaign).toEqual({ source: "crm", name: "May" });
    expect(library).toEqual({ name: "cairn.js", version: "0.0.0-test" });
  });

  it("tell how many were lost before them, once", () => {
    local.setItem("cairn.dropped", "3");
    const { call, messages } = page();
    call("track", "a");
    call("track", "b");
    const dropped = messages().map(({ event, context }) => [event, context.library!.dropped]);
    expect(dropped.sort()).toEqual([
      ["a", 3],
      ["b", undefined],
    ]);
  });

  it("come after the view of the page they are made on", () => {
    const { call, parts, messages } = page();
    const before: number[] = [];
    parts.navigation.settle = () => void before.push(messages().length);
    call("track", "a");
    expect(before).toEqual([0]);
  });

  it("of pages have a name and properties, or either", () => {
    const { call, messages } = page();
    call("page");
    call("page", { a: 1 });
    call("page", "Cart", { b: 2 });
    const said = messages().map(({ type, name, properties }) => [type, name, properties]);
    expect(said).toEqual(
      expect.arrayContaining([
        ["page", undefined, undefined],
        ["page", undefined, { a: 1 }],
        ["page", "Cart", { b: 2 }],
      ]),
    );
  });
});

describe("who it is", () => {
  it("stays the same over pages, joined by identify", () => {
    const first = page();
    first.call("track", "a");
    first.call("identify", 7, { plan: "pro" });
    const second = page();
    second.call("track", "b");
    const [a, identify, b] = [...first.messages(), ...second.messages()].sort((x, y) =>
      (x.event ?? "aa") < (y.event ?? "aa") ? -1 : 1,
    );
    expect(new Set([a, identify, b].map((message) => message!.anonymousId)).size).toBe(1);
    expect([a!.userId, identify!.userId, b!.userId]).toEqual([undefined, "7", "7"]);
    expect(identify!.traits).toEqual({ plan: "pro" });
  });

  it("is somebody new after reset", () => {
    const { call, messages } = page();
    call("identify", "u1");
    call("reset");
    call("track", "a");
    const devices = messages().map(({ anonymousId }) => anonymousId);
    expect(new Set(devices).size).toBe(2);
    expect(messages().find(({ event }) => event === "a")).not.toHaveProperty("userId");
  });
});

describe("who may not be counted", () => {
  const privacy = { globalPrivacyControl: true };

  it.each([
    ["by default", {}, {}, 1],
    ["who asks the browser for privacy", {}, privacy, 0],
    ["who asks by Do Not Track", {}, { doNotTrack: "1" }, 0],
    ["who asks a site that does not look", { respectsGpc: false }, privacy, 1],
    ["before consent is given", { needsConsent: true }, {}, 0],
  ] as const)("%s", (_, settings, browser, sent) => {
    const { call, messages } = page(settings, browser);
    call("track", "a");
    call("identify", "u1");
    expect(messages().length).toBe(2 * sent);
    if (!sent) expect(Object.keys(local)).toEqual([]);
  });

  it("opt_out forgets everything but itself, and stays", () => {
    const { call, messages } = page();
    call("identify", "u1");
    local.setItem("cairn.dropped", "3");
    call("opt_out");
    call("track", "a");
    expect([messages(), Object.entries(local)]).toEqual([[], [["cairn.consent", "out"]]]);
    const next = page();
    next.call("track", "b");
    expect(next.messages()).toEqual([]);
  });

  it.each([[{ needsConsent: true }, {}] as const, [{}, privacy] as const])(
    "opt_in begins with %j %j",
    (settings, browser) => {
      const { call, parts, messages } = page(settings, browser);
      call("opt_in");
      call("opt_in");
      call("track", "a");
      expect(parts.onConsent).toHaveBeenCalledOnce();
      expect(messages().length).toBe(1);
    },
  );
});

describe("malformed calls", () => {
  it.each([
    [["track"]],
    [["track", "  "]],
    [["track", 5]],
    [["identify"]],
    [["identify", {}]],
    [["fly"]],
    [[]],
  ])("%j sends nothing and is told", (call) => {
    const { messages, call: make } = page();
    make(...call);
    expect(messages()).toEqual([]);
  });

  it("leaves out properties that are none", () => {
    const { call, messages } = page();
    call("track", "a", ["x"]);
    call("track", "b", "x");
    expect(messages().map(({ properties }) => properties)).toEqual([undefined, undefined]);
  });

  it("is told once", () => {
    const { call } = page();
    for (let n = 0; n < 3; n++) call("jump");
    expect(told.mock.calls).toEqual([["cairn: there is no call jump"]]);
  });
});

describe("settings", () => {
  const script = (attributes: string) => {
    const holder = document.createElement("div");
    holder.innerHTML = `<span ${attributes}></span>`;
    const element = holder.firstElementChild as HTMLElement;
    return Object.assign(element, { src: "https://cairn.example/cairn.js" }) as unknown as HTMLScriptElement;
  };

  it.each([
    ['data-key="k"', { key: "k", host: "https://cairn.example" }],
    ['data-key="k" data-host="https://e.example/c/"', { host: "https://e.example/c" }],
    ['data-key="k" data-respect-gpc="false"', { respectsGpc: false }],
    ['data-key="k" data-consent="required"', { needsConsent: true }],
    ['data-key="k" data-pages="manual"', { countsPages: false }],
    ['data-key="k"', { respectsGpc: true, needsConsent: false, countsPages: true }],
  ])("%s", (attributes, expected) => expect(settingsOf(script(attributes))).toMatchObject(expected));

  it.each([null, script("")])("need a key", (element) => expect(settingsOf(element)).toBeNull());
});
