// @vitest-environment happy-dom
import { Window as FreshWindow } from "happy-dom";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { watch, whenActive, type Navigation } from "../../src/navigation";

let seen: string[] = [];
let navigation: Navigation;
/** A window of its own for each test: nobody takes listeners away again. */
let fresh = new FreshWindow();
let history = fresh.history;
/** The end of the running task, and of the timers it set. */
const settled = () => new Promise((done) => setTimeout(done, 5));

beforeEach(() => {
  fresh = new FreshWindow({ url: "https://shop.example/a?x=1#top" });
  history = fresh.history;
  seen = [];
  const view = () => seen.push(`${fresh.location.pathname} from ${navigation.referrer()}`);
  navigation = watch(fresh as unknown as Window, view);
});

describe("page views within a page", () => {
  it.each([
    ["a new path", () => history.pushState({}, "", "/b"), ["/b from https://shop.example/a?x=1"]],
    ["a replaced path", () => history.replaceState({}, "", "/b"), ["/b from https://shop.example/a?x=1"]],
    ["the same address", () => history.replaceState({}, "", fresh.location.href), []],
    ["no address", () => history.replaceState({ scroll: 1 }, ""), []],
    ["another fragment", () => history.pushState({}, "", "#end"), []],
    ["another query", () => history.pushState({}, "", "?x=2"), []],
    [
      "a path that is replaced at once",
      () => (history.pushState({}, "", "/b"), history.replaceState({}, "", "/c")),
      ["/c from https://shop.example/a?x=1"],
    ],
    [
      "there and back at once",
      () => (history.pushState({}, "", "/b"), history.pushState({}, "", "/a?x=1")),
      [],
    ],
  ])("%s", async (_, act, expected) => {
    act();
    await settled();
    expect(seen).toEqual(expected);
  });

  it("tells a view before what is tracked on it", async () => {
    history.pushState({}, "", "/b");
    navigation.settle();
    expect(seen.length).toBe(1);
    await settled();
    expect(seen.length).toBe(1);
  });

  it("names the page before with the query it had last", async () => {
    history.pushState({}, "", "?x=2");
    await settled();
    history.pushState({}, "", "/b");
    await settled();
    history.pushState({}, "", "/c");
    await settled();
    expect(seen).toEqual(["/b from https://shop.example/a?x=2", "/c from https://shop.example/b"]);
  });

  it("follows the back button", async () => {
    history.pushState({}, "", "/b");
    await settled();
    fresh.happyDOM.setURL("https://shop.example/a?x=1");
    fresh.dispatchEvent(new fresh.Event("popstate"));
    await settled();
    expect(seen[1]).toBe("/a from https://shop.example/b");
  });

  it("counts a page that comes back from the cache", () => {
    const back = (persisted: boolean) => Object.assign(new fresh.Event("pageshow"), { persisted });
    fresh.dispatchEvent(back(false));
    expect(seen.length).toBe(0);
    fresh.dispatchEvent(back(true));
    expect(seen.length).toBe(1);
  });
});

describe("a page that is loaded ahead", () => {
  it("starts when it is shown", () => {
    const started = vi.fn();
    const page = Object.assign(document.implementation.createHTMLDocument(), { prerendering: true });
    whenActive(page, started);
    expect(started).not.toHaveBeenCalled();
    page.dispatchEvent(new Event("prerenderingchange"));
    page.dispatchEvent(new Event("prerenderingchange"));
    expect(started).toHaveBeenCalledOnce();
  });

  it("others start at once", () => {
    const started = vi.fn();
    whenActive(document, started);
    expect(started).toHaveBeenCalledOnce();
  });
});
