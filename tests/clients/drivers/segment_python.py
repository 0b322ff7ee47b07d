"""Sends the calls of a plan through segment-analytics-python and says on stdout what it believes delivered.

The library reports failures alone (`on_error`): what it was given and did not report when `flush` comes back is
delivered, in its belief.
"""

import json
import logging
import sys
import time
from datetime import datetime

from segment.analytics.client import Client

with open(sys.argv[1]) as file:
    PLAN = json.load(file)

RETRY_WORDS = ("Retry attempt", "Network error retry", "Rate-limited (status")
NAMES = {
    "userId": "user_id",
    "anonymousId": "anonymous_id",
    "previousId": "previous_id",
    "groupId": "group_id",
    "messageId": "message_id",
}


def say(**line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


class Retries(logging.Handler):
    """Counts what the library says about trying again."""

    count = 0

    def emit(self, record):
        if record.getMessage().startswith(RETRY_WORDS):
            self.count += 1


def main():
    failed = set()

    def on_error(error, batch):
        ids = [message["messageId"] for message in batch]
        failed.update(ids)
        say(failed=ids, why=str(error))

    retries = Retries()
    client = Client(
        PLAN["write_key"],
        host=PLAN["host"],
        gzip=PLAN["gzip"],
        on_error=on_error,
        debug=True,
        log_handler=retries,
        upload_size=25,
        upload_interval=0.1,
    )
    sent = []
    for call in PLAN["calls"]:
        fields = {NAMES.get(name, name): value for name, value in call.items() if name not in ("call", "is_backfill")}
        fields["timestamp"] = datetime.fromisoformat(fields["timestamp"])
        taken, message = getattr(client, call["call"])(**fields)
        if taken:
            sent.append(message["messageId"])
        else:
            say(failed=[message["messageId"]], why="the queue is full")
        if len(sent) % PLAN["step"] == 0:
            say(enqueued=len(sent))
            time.sleep(PLAN["pause_ms"] / 1000)
    client.shutdown()
    say(delivered=[id for id in sent if id not in failed])
    say(done=True, retries=retries.count)


main()
