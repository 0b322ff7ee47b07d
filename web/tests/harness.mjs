// A server of its own on a data directory of its own, and a real browser before it.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const CAIRN = resolve(process.env.CAIRN ?? "../target/debug/cairn");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A new data directory, which goes with {@link Server.stop}. */
export function newData() {
  return mkdtempSync(join(tmpdir(), "cairn-web-"));
}

/** Runs a command on a data directory; gives what it prints on stdout. */
export function cairn(data, ...words) {
  const done = spawnSync(CAIRN, [...words, "--data", data], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.status !== 0)
    throw new Error(`cairn ${words.join(" ")} ended with ${done.status}: ${done.stderr}`);
  return done.stdout;
}

/** A running server. */
export class Server {
  /** Starts one; gives it when it listens and has printed its sign-in link. */
  static start(data, port = 0) {
    const child = spawn(CAIRN, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`]);
    return new Promise((found, failed) => {
      let out = "";
      let err = "";
      const look = () => {
        const origin = /listening on (http:\S+)/.exec(out)?.[1];
        const link = /(http:\S+\/sign-in#\w+)/.exec(err)?.[1];
        if (origin && link) found(new Server(child, data, origin, link));
      };
      child.stdout.on("data", (chunk) => {
        out += chunk;
        look();
      });
      child.stderr.on("data", (chunk) => {
        err += chunk;
        look();
      });
      child.on("exit", (code) => failed(new Error(`the server ended with ${code}: ${err}`)));
    });
  }

  constructor(child, data, origin, link) {
    Object.assign(this, { child, data, origin, link });
  }

  /** Stops it and waits until it has ended. */
  async stop({ keepData = false } = {}) {
    const ended = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    await ended;
    if (!keepData) rmSync(this.data, { recursive: true, force: true });
  }
}

export async function openBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A page that collects what a page should never do: errors, refused scripts, dialogs, requests elsewhere. */
export async function newPage(browser, origin, options = {}) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("blob:"))
      faults.push(`elsewhere: ${url}`);
  });
  await context.exposeFunction("cairnViolation", (text) => faults.push(`policy: ${text}`));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      globalThis.cairnViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
    );
  });
  return { page, context, faults };
}

/** Waits until a page has drawn what it has: no skeleton, no request under way. */
export async function settled(page) {
  await page.waitForFunction(
    () =>
      document.querySelector("main h1, main h2, main [role=alert]") &&
      !document.querySelector('[role="status"] .spoken'),
    undefined,
    { timeout: 120_000 },
  );
  await page.waitForLoadState("networkidle");
}

/** Signs in with a fresh link. */
export async function signIn(page, server) {
  const link = cairn(server.data, "sign-in").trim();
  await page.goto(server.origin ? server.origin + new URL(link).pathname + new URL(link).hash : link);
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** Saves a population by the API, where it is not saved yet. */
export async function savePopulation(page, site, population) {
  const status = await page.evaluate(
    async ([address, body]) => {
      const found = await fetch(`${address}/${body.id}`);
      if (found.ok) return found.status;
      const init = {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      };
      return (await fetch(address, init)).status;
    },
    [`/api/v1/sites/${site}/populations`, population],
  );
  if (status > 299) throw new Error(`the population is not saved: ${status}`);
}

/** Signed in at a shop whose events are the rows of a file. */
export function signedInAtShopOf(rows) {
  const data = newData();
  const file = join(data, "shop.csv");
  writeFileSync(file, `${rows.join("\n")}\n`);
  cairn(data, "import", "events", file, "--site", "shop");
  return signedIn(data);
}

/** A server on a data directory and a page on it, wide and signed in. */
export async function signedIn(data) {
  const server = await Server.start(data);
  const browser = await openBrowser();
  const viewport = { width: 1440, height: 1000 };
  const { page, faults } = await newPage(browser, server.origin, { viewport });
  await signIn(page, server);
  return { server, browser, page, faults };
}
