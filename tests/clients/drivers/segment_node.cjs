// Sends the calls of a plan through @segment/analytics-node and says on stdout what it believes delivered.
"use strict";
const fs = require("node:fs");
const zlib = require("node:zlib");
const { Analytics } = require("@segment/analytics-node");

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

// The library does not compress by itself; its `httpClient` setting takes whatever sends.
function zipped(url, request) {
  const headers = { ...request.headers, "Content-Encoding": "gzip" };
  return fetch(url, { ...request, headers, body: zlib.gzipSync(request.body) });
}

async function main() {
  const analytics = new Analytics({
    writeKey: plan.write_key,
    host: plan.host,
    flushAt: 15,
    flushInterval: 200,
    ...(plan.gzip ? { httpClient: zipped } : {}),
  });
  let retries = 0;
  analytics.on("http_request", (request) => {
    if (request.headers["X-Retry-Count"]) retries += 1;
  });
  analytics.on("error", (error) => say({ trouble: String(error.reason ?? error.code) }));
  let enqueued = 0;
  for (const { call, timestamp, ...fields } of plan.calls) {
    analytics[call]({ ...fields, timestamp: new Date(timestamp) }, (error, context) => {
      const id = context.event.messageId;
      say(error ? { failed: [id], why: String(error) } : { delivered: [id] });
    });
    enqueued += 1;
    if (enqueued % plan.step === 0) {
      say({ enqueued });
      await new Promise((resolve) => setTimeout(resolve, plan.pause_ms));
    }
  }
  await analytics.closeAndFlush({ timeout: plan.patience_ms });
  say({ done: true, retries });
}

main();
