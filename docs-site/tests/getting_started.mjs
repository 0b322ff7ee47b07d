/**
 * Runs the commands of docs/getting-started.md one after the other, as a reader does, against a real binary:
 * `CAIRN=target/debug/cairn node tests/getting_started.mjs`. The build is left out, and the server runs beside.
 */

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../src/build.mjs";

const ADDRESS = "http://127.0.0.1:8090";

const text = readFileSync(join(ROOT, "docs/getting-started.md"), "utf8");
const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language, code]) => ({
  language,
  code,
}));
const commands = blocks.filter(({ language }) => language === "sh").map(({ code }) => code);
const shown = blocks.filter(({ language }) => ["", "json"].includes(language)).map(({ code }) => code);

const folder = mkdtempSync(join(tmpdir(), "cairn-start-"));
const binary = resolve(process.env.CAIRN ?? join(ROOT, "target/debug/cairn"));
symlinkSync(binary, join(folder, "cairn"));
symlinkSync(join(ROOT, "examples"), join(folder, "examples"));
const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, CAIRN_DATA: "cairn-data" };

const [build, serve, environment, ...others] = commands;
assert.match(build, /^cargo build/);
assert.match(environment, /^export PATH/);
assert.equal(serve, "cairn serve --data cairn-data\n");
const server = spawn("cairn", [...serve.trim().split(" ").slice(1), "--listen", "127.0.0.1:0"], {
  cwd: folder,
  env,
  stdio: ["ignore", "pipe", "ignore"],
});
try {
  const [line] = await once(createInterface({ input: server.stdout }), "line");
  const address = /^listening on (\S+)/.exec(line)[1];
  const script = ["set -euo pipefail", ...others].join("\n").replaceAll(ADDRESS, address);
  const said = execFileSync("bash", ["-c", script], {
    cwd: folder,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  // What the page shows below its commands must be what they print.
  for (const code of shown.slice(1)) {
    for (const expected of code
      .trimEnd()
      .split("\n")
      .filter((line) => !line.includes("…"))) {
      assert.ok(said.includes(expected), `nothing printed: ${expected}\n${said}`);
    }
  }
  console.log(`ok  ${others.length} blocks of commands, ${shown.length - 1} blocks of what they print`);
} finally {
  server.kill("SIGKILL");
  await once(server, "exit");
  rmSync(folder, { recursive: true, force: true });
}
