// Sends the calls of a plan through @rudderstack/rudder-sdk-node and says on stdout what it believes delivered.
"use strict";
const fs = require("node:fs");
const Analytics = require("@rudderstack/rudder-sdk-node");

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

async function main() {
  let retries = 0;
  const analytics = new Analytics(plan.write_key, {
    dataPlaneUrl: plan.host,
    gzip: plan.gzip,
    flushAt: 20,
    flushInterval: 200,
    retryCount: 10,
    axiosRetryConfig: { onRetry: () => void (retries += 1) },
    errorHandler: (error) => say({ trouble: String(error) }),
    logLevel: "none",
  });
  let answered = 0;
  let enqueued = 0;
  for (const { call, timestamp, is_backfill, ...fields } of plan.calls) {
    // Its types know `timestamp` alone; what it sends by itself is `originalTimestamp`. Both are to be understood.
    const time = new Date(timestamp);
    const times = is_backfill ? { timestamp: time } : { originalTimestamp: time };
    analytics[call]({ ...fields, ...times }, (error) => {
      const id = fields.messageId;
      answered += 1;
      say(error ? { failed: [id], why: String(error) } : { delivered: [id] });
    });
    enqueued += 1;
    if (enqueued % plan.step === 0) {
      say({ enqueued });
      await new Promise((resolve) => setTimeout(resolve, plan.pause_ms));
    }
  }
  // One flush takes `flushAt` calls at most, so it is asked for until every call was answered.
  const deadline = Date.now() + plan.patience_ms;
  while (answered < enqueued && Date.now() < deadline) {
    await analytics.flush();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  say({ done: true, retries });
  process.exit(0);
}

main();
