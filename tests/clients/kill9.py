"""A server is killed with `kill -9` under load, again and again: nothing that it acknowledged is lost or doubled.

Senders keep their connections full of batches; some messages are sent twice on purpose, some are no events. Each
batch is sent until it is answered. In every cycle the server is killed 1 to 500 ms after it was started and started
again on the same data. At the end everything sent must be stored exactly once, and the totals that the server keeps
must add up and fit what the senders were told.

    CAIRN=target/debug/cairn python3 tests/clients/kill9.py [--cycles 10] [--seed 1]
"""

import argparse
import base64
import collections
import csv
import http.client
import json
import pathlib
import random
import sys
import tempfile
import threading
import time

from served import Fault, Server, must

SENDERS = 4


class Sender(threading.Thread):
    """Sends batches one after the other until it is told to stop and its last one is answered."""

    def __init__(self, number, server, seed):
        super().__init__(daemon=True)
        self.number = number
        self.port = server.port
        self.headers = {
            "Authorization": "Basic " + base64.b64encode(f"{server.key}:".encode()).decode(),
            "Content-Type": "application/json",
        }
        self.dice = random.Random(seed * 1000 + number)
        self.stopping = threading.Event()
        self.sent = []
        self.told = collections.Counter()
        self.unanswered = 0
        self.fault = None

    def batch(self):
        messages = []
        for _ in range(self.dice.randint(1, 40)):
            chance = self.dice.random()
            if chance < 0.03:
                messages.append({"type": "track", "timestamp": "never", "event": "x", "messageId": "bad"})
                continue
            if chance < 0.15 and self.sent:
                id = self.dice.choice(self.sent)
            else:
                id = f"s{self.number}-{len(self.sent)}"
                self.sent.append(id)
            person = self.dice.randrange(50)
            messages.append(
                {
                    "type": "track",
                    "event": "Viewed",
                    "messageId": id,
                    "anonymousId": f"a{person}",
                    "userId": f"u{person}" if self.dice.random() < 0.2 else None,
                    "timestamp": "2026-05-01T10:00:00Z",
                    "properties": {"n": self.dice.random(), "text": "ä" * self.dice.randrange(200)},
                }
            )
        return messages

    def run(self):
        connection = None
        while not self.stopping.is_set():
            messages = self.batch()
            body = json.dumps({"batch": messages}).encode()
            deadline = time.monotonic() + 60
            while True:
                try:
                    connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                    connection.request("POST", "/v1/batch", body, self.headers)
                    answer = connection.getresponse()
                    content = json.loads(answer.read())
                except (OSError, http.client.HTTPException, ValueError):
                    # It may have been stored all the same.
                    self.unanswered += len(messages)
                    connection = None
                    if time.monotonic() > deadline:
                        self.fault = "no answer for a minute"
                        return
                    time.sleep(0.002)
                    continue
                if answer.status != 200:
                    self.fault = f"answered {answer.status}: {content}"
                    return
                told = [content["accepted"], content["duplicates"], len(content["rejected"])]
                if sum(told) != len(messages):
                    self.fault = f"{len(messages)} messages, but told {told}"
                    return
                for name, count in zip(("stored", "duplicates", "dead_lettered"), told):
                    self.told[name] += count
                break


def totals_of(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/api/v1/sites/shop/dead-letters?limit=1", headers={"Authorization": f"Bearer {server.secret}"})
    return json.loads(connection.getresponse().read())["totals"]


def check(server, senders):
    sent = [id for sender in senders for id in sender.sent]
    told = sum((sender.told for sender in senders), collections.Counter())
    unanswered = sum(sender.unanswered for sender in senders)
    totals = totals_of(server)
    file = server.data.parent / "events.csv"
    server.command("export", "csv", "--site", "shop", "--output", file)
    with open(file, newline="") as opened:
        times = collections.Counter(row["message_id"] for row in csv.DictReader(opened))
    twice = [id for id, count in times.items() if count > 1]
    must(not twice, f"stored twice: {twice[:5]}")
    must(set(times) == set(sent), f"{len(set(sent) - set(times))} acknowledged events are lost")
    sum_of = totals["stored"] + totals["duplicates"] + totals["dead_lettered"]
    must(totals["received"] == sum_of, f"the law is broken: {totals}")
    must(totals["stored"] == len(times), f"{totals['stored']} stored, but {len(times)} there")
    more = totals["received"] - sum(told.values())
    must(0 <= more <= unanswered, f"{more} messages more than told of, {unanswered} were unanswered")
    for name in ("duplicates", "dead_lettered"):
        must(totals[name] >= told[name], f"{name}: {totals} against {dict(told)}")
    return totals, unanswered


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cycles", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory(prefix="cairn-kill-") as name:
        folder = pathlib.Path(name)
        server = Server(folder)
        try:
            server.start()
            server.command("site", "add", "shop")
            server.key = server.command("key", "create", "--site", "shop", "--kind", "write").strip()
            secret = ("key", "create", "--site", "shop", "--kind", "secret", "--scope", "read")
            server.secret = server.command(*secret).strip()
            senders = [Sender(number, server, arguments.seed) for number in range(SENDERS)]
            for sender in senders:
                sender.start()
            for _ in range(arguments.cycles):
                time.sleep(dice.uniform(0.001, 0.5))
                server.kill()
                server.start()
                must(not any(sender.fault for sender in senders), str([sender.fault for sender in senders]))
            for sender in senders:
                sender.stopping.set()
            for sender in senders:
                sender.join(timeout=90)
                must(not sender.is_alive() and not sender.fault, f"a sender ended badly: {sender.fault}")
            totals, unanswered = check(server, senders)
            server.stop()
            server.start()
            must(totals_of(server) == totals, "a clean restart changed the totals")
            server.stop()
            must(unanswered > 0, "no request was cut off, so the kills prove nothing")
            log = (folder / "server.log").read_text()
            must("damage" not in log.lower(), f"damage was reported: {log[-1500:]}")
            cuts = log.lower().count("quarantine")
            print(f"{arguments.cycles} kills: {totals}, {unanswered} messages unanswered at least once, {cuts} torn tails")
            print("1 passed, 0 failed")
            return 0
        except Fault as fault:
            print(f"FAIL: {fault}\n{(folder / 'server.log').read_text()[-1500:]}")
            print("0 passed, 1 failed")
            return 1
        finally:
            if server.process and server.process.poll() is None:
                server.kill()


sys.exit(main())
