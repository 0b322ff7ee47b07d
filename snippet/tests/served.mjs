/** A server of Cairn and one of pages for a test, both on the loopback address. */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const CAIRN = process.env.CAIRN ?? at("../../target/debug/cairn");
const SCRIPT = readFileSync(at("../dist/cairn.js"));

/** `cairn serve` on a data directory, always at the same port. */
export class Cairn {
  #data;
  #process = null;
  /** Where it listens, once it has. */
  origin = null;

  constructor(data) {
    this.#data = data;
  }

  async start() {
    const listen = this.origin ? new URL(this.origin).host : "127.0.0.1:0";
    const running = spawn(CAIRN, ["serve", "--data", this.#data, "--listen", listen], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const lines = createInterface({ input: running.stdout });
    for await (const line of lines) {
      const found = /listening on (http:\/\/\S+)/.exec(line);
      if (!found) throw new Error(`the server says: ${line}`);
      this.origin = found[1];
      break;
    }
    running.stdout.resume();
    if (!this.origin) throw new Error("the server did not start");
    this.#process = running;
  }

  /** Ends it as a power cut would. */
  async kill() {
    if (!this.#process || this.#process.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }

  command(...words) {
    return execFileSync(CAIRN, ["--data", this.#data, ...words], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** All stored events, from an export, and oldest first; `pick` chooses among them. */
  events(pick = () => true) {
    const rows = parseCsv(this.command("export", "csv", "--site", "shop", "--output", "-"));
    return rows.filter(pick).sort((a, b) => (a.event_time < b.event_time ? -1 : 1));
  }
}

/** Serves pages by path: `pages` gives a page's text, or null for a page that is not there. */
export async function servePages(pages) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://pages");
    const [type, text] =
      pathname === "/cairn.js" ? ["text/javascript", SCRIPT] : ["text/html; charset=utf-8", pages(pathname)];
    response.writeHead(text === null ? 404 : 200, { "Content-Type": type, "Cache-Control": "no-cache" });
    response.end(text ?? "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** The rows of a CSV text (RFC 4180) by the names in its first line. */
export function parseCsv(text) {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  const [names = [], ...values] = rows;
  return values.map((cells) => Object.fromEntries(names.map((name, n) => [name, cells[n] ?? ""])));
}
