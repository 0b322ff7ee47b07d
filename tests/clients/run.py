"""Unmodified client libraries against a real server: what a client believes delivered is stored exactly once.

Each library (segment's for Node and Python, RudderStack's for Node) sends the same calls in four ways: plainly,
gzipped, through a front that answers 503 for a while, and while the server is killed with `kill -9` and started
again. Afterwards the events are exported and held against the calls, and questions against the people behind them.

    CAIRN=target/debug/cairn python3 tests/clients/run.py [--only LIBRARY/WAY]

Everything runs on the loopback address and is stopped at the end. Exit code 0 if all passed.
"""

import argparse
import collections
import csv
import datetime
import http.client
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from served import Fault, Server, must

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TOOLS = ROOT / "target" / "clients"
PEOPLE = 30
WAYS = ("plain", "gzip", "refused", "killed")
START = datetime.datetime(2026, 3, 1, 9, 0, 0, tzinfo=datetime.timezone.utc)


# --- the libraries ------------------------------------------------------------------------------------------------


def install():
    """Puts the pinned libraries under target/, from the registries by name."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "package-lock.json").read_text() + (HERE / "requirements.txt").read_text()
    mark = TOOLS / "installed"
    if mark.exists() and mark.read_text() == wanted:
        return
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, TOOLS / name)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(["npm", "ci", *quiet], cwd=TOOLS, check=True)
    subprocess.run([sys.executable, "-m", "venv", TOOLS / "venv"], check=True)
    pip = [TOOLS / "venv" / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", HERE / "requirements.txt"], check=True)
    mark.write_text(wanted)


def driver(library, plan):
    program = {
        "segment-node": ["node", HERE / "drivers" / "segment_node.cjs"],
        "rudder-node": ["node", HERE / "drivers" / "rudder_node.cjs"],
        "segment-python": [TOOLS / "venv" / "bin" / "python3", HERE / "drivers" / "segment_python.py"],
    }[library]
    environment = {**os.environ, "NODE_PATH": str(TOOLS / "node_modules"), "NO_PROXY": "*", "no_proxy": "*"}
    return subprocess.Popen([*program, plan], stdout=subprocess.PIPE, text=True, env=environment)


LIBRARIES = ("segment-node", "rudder-node", "segment-python")


# --- the front --------------------------------------------------------------------------------------------------


class Front(http.server.ThreadingHTTPServer):
    """Answers 503 to the first requests, then passes them on unchanged."""

    def __init__(self, port, refusals):
        super().__init__(("127.0.0.1", 0), Passing)
        self.target = port
        self.refusals = refusals
        self.refused = 0
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def takes(self):
        with self.lock:
            if self.refused < self.refusals:
                self.refused += 1
                return False
            return True


class Passing(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.server.takes():
            self.send_response(503)
            self.send_header("Retry-After", "1")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        connection = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=30)
        connection.request("POST", self.path, body, dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


# --- the calls ----------------------------------------------------------------------------------------------------


def calls():
    """What each of the people does, on two devices; every tenth shares a device with somebody else."""
    made = []

    def call(kind, person, minute, **fields):
        at = START + datetime.timedelta(days=person, minutes=minute, milliseconds=person)
        made.append(
            {
                "call": kind,
                "messageId": f"m-{person}-{minute}",
                "timestamp": at.isoformat(timespec="milliseconds"),
                **fields,
            }
        )

    for person in range(PEOPLE):
        user, phone, laptop, old = (f"{kind}-{person}" for kind in ("user", "phone", "laptop", "old"))
        url = f"https://shop.example/p/{person}?utm_source=news"
        page = {"url": url, "path": f"/p/{person}", "title": "Ein Schuh – grün"}
        call("page", person, 0, anonymousId=phone, name="Product", properties=page)
        call("track", person, 1, anonymousId=phone, event="Product Viewed", properties={"n": person, "new": True})
        call("identify", person, 2, anonymousId=phone, userId=user, traits={"plan": "pro", "rank": person})
        order = {"revenue": 10 + person / 100, "currency": "EUR", "order_id": f"o-{person}"}
        call("track", person, 3, userId=user, event="Order Completed", properties=order)
        # Told today of the past: every library has its own way to say so.
        made[-1]["is_backfill"] = person % 2 == 0
        call("page", person, 4, anonymousId=laptop, name="Home", properties={"path": "/"})
        call("track", person, 5, anonymousId=laptop, userId=user, event="Signed In", properties={})
        call("track", person, 6, anonymousId=old, event="Newsletter Read", properties={"list": [1, {"a": None}]})
        call("alias", person, 7, userId=user, previousId=old)
        call("group", person, 8, userId=user, groupId=f"team-{person % 3}", traits={"size": 3})
        if person % 10 == 0:
            call("track", person, 9, anonymousId=phone, userId=f"other-{person}", event="Looked Around", properties={})
    return made


def sent_by(library, way, server, folder):
    """Sends all calls; gives the ids that the client believes delivered, and those it gave up."""
    front = Front(server.port, 4) if way == "refused" else None
    port = front.server_port if front else server.port
    plan = {
        "write_key": server.key,
        "host": f"http://127.0.0.1:{port}",
        "gzip": way == "gzip",
        "calls": calls(),
        "step": 10,
        "pause_ms": 60 if way == "killed" else 5,
        "patience_ms": 90_000,
    }
    path = folder / "plan.json"
    path.write_text(json.dumps(plan))
    process = driver(library, path)
    delivered, failed, retries, kills = [], [], 0, 0
    for line in process.stdout:
        said = json.loads(line)
        delivered += said.get("delivered", [])
        failed += said.get("failed", [])
        retries = said.get("retries", retries)
        if way == "killed" and kills < 3 and said.get("enqueued", 0) >= 60 * (kills + 1):
            server.kill()
            kills += 1
            server.start()
    must(process.wait(timeout=120) == 0, "the client's program failed")
    if front:
        must(front.refused == 4, f"the front refused {front.refused} requests, not 4")
        must(retries > 0, "the client never tried again, so the refusals prove nothing")
        front.shutdown()
    if way == "killed":
        must(kills == 3, f"the server was killed {kills} times, not 3")
    return delivered, failed


# --- what must hold -----------------------------------------------------------------------------------------------


def check_events(server, way, delivered, failed):
    planned = {call["messageId"]: call for call in calls()}
    file = server.data.parent / "events.csv"
    server.command("export", "csv", "--site", "shop", "--output", file)
    with open(file, newline="") as opened:
        rows = list(csv.DictReader(opened))
    times = collections.Counter(row["message_id"] for row in rows)
    twice = [id for id, count in times.items() if count > 1]
    must(not twice, f"stored twice: {twice[:5]}")
    lost = set(delivered) - set(times)
    must(not lost, f"{len(lost)} delivered events are lost: {sorted(lost)[:5]}")
    foreign = set(times) - set(planned)
    must(not foreign, f"never sent: {sorted(foreign)[:5]}")
    if way != "killed":
        must(not failed, f"the client gave up {len(failed)} calls")
        must(set(times) == set(planned), f"{len(planned) - len(times)} calls are not stored")
    must(len(delivered) > len(planned) // 2, f"only {len(delivered)} calls were delivered")
    return {row["message_id"]: row for row in rows}, set(times) == set(planned)


def check_fields(rows):
    for person in (0, 7, PEOPLE - 1):
        order = rows.get(f"m-{person}-3")
        if order:
            must(order["event"] == "Order Completed", str(order))
            must(order["value"] == f"{10 + person / 100:.2f}" and order["currency"] == "EUR", str(order))
            must(order["order_id"] == f"o-{person}" and order["user_id"] == f"user-{person}", str(order))
            at = START + datetime.timedelta(days=person, minutes=3, milliseconds=person)
            # The time of the event moves by the skew of the clocks between sending and arrival, if at all.
            given = datetime.datetime.fromisoformat(order["event_time"].replace("Z", "+00:00"))
            must(abs((given - at).total_seconds()) < 60, f"{given} is far from {at}")
        page = rows.get(f"m-{person}-0")
        if page:
            must(page["event"] == "pageview" and page["anonymous_id"] == f"phone-{person}", str(page))
            must(page["context.page.path"] == f"/p/{person}", str(page))
            must(page["properties.title"] == "Ein Schuh – grün", str(page))


def check_people(server):
    def counts(*steps):
        steps = [{"event": step} for step in steps]
        answer = server.ask({"kind": "funnel", "steps": steps, "window": "30d"})
        return [step["count"] for step in answer["steps"]]

    # Two devices each, and still as many people as there are.
    must(counts("pageview", "Product Viewed", "Order Completed") == [PEOPLE] * 3, "anonymous steps are not joined")
    must(counts("Newsletter Read") == [PEOPLE], "people with an alias")
    must(counts("Order Completed", "Newsletter Read") == [PEOPLE] * 2, "an alias did not join its device")
    others = PEOPLE // 10
    must(counts("Looked Around") == [others], "those who share a device")
    must(counts("pageview", "Looked Around") == [PEOPLE, 0], "a second user got the first one's device")
    shared = {"kind": "funnel", "steps": [{"event": "Order Completed"}], "window": "1d"}
    people = server.ask({"kind": "persons", "of": shared, "cell": {"step": 1, "outcome": "reached"}, "limit": 1000})
    must(people["total"] == PEOPLE, f"{people['total']} buyers")
    for person in people["persons"]:
        ids = {list(id.values())[0] for id in person["ids"]}
        number = next(id for id in ids if id.startswith("user-")).split("-")[1]
        wanted = {f"{kind}-{number}" for kind in ("user", "phone", "laptop", "old")}
        must(wanted == ids, f"{number} is known as {sorted(ids)}")
    shared["steps"] = [{"event": "Looked Around"}]
    guests = server.ask({"kind": "persons", "of": shared, "cell": {"step": 1, "outcome": "reached"}, "limit": 1000})
    for guest in guests["persons"]:
        ids = [list(id.values())[0] for id in guest["ids"]]
        must(len(ids) == 1 and ids[0].startswith("other-"), f"a shared device is shown with its second user: {ids}")
    trend = server.ask({"kind": "trend", "event": "Order Completed", "interval": "month"})
    minor = sum(1000 + person for person in range(PEOPLE))
    must(trend["series"][0]["total"]["value"] == {"minor": minor, "currency": "EUR"}, str(trend["series"][0]["total"]))


def run(library, way):
    with tempfile.TemporaryDirectory(prefix="cairn-clients-") as name:
        folder = pathlib.Path(name)
        server = Server(folder)
        try:
            server.start()
            server.command("site", "add", "shop")
            server.key = server.command("key", "create", "--site", "shop", "--kind", "write").strip()
            delivered, failed = sent_by(library, way, server, folder)
            rows, is_complete = check_events(server, way, delivered, failed)
            check_fields(rows)
            if is_complete:
                check_people(server)
            server.stop()
            # What the server said, its files say without it.
            if is_complete:
                check_people(server)
            return len(delivered), is_complete
        except Fault as fault:
            tail = (folder / "server.log").read_text()[-1500:]
            raise Fault(f"{fault}\nserver's log:\n{tail}") from fault
        finally:
            if server.process and server.process.poll() is None:
                server.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="such as rudder-node/killed")
    only = parser.parse_args().only
    install()
    passed = failed = 0
    for library in LIBRARIES:
        for way in WAYS:
            name = f"{library}/{way}"
            if only and only != name:
                continue
            began = time.monotonic()
            try:
                delivered, is_complete = run(library, way)
                passed += 1
                rest = "" if is_complete else ", some calls were given up by the client"
                print(f"ok   {name}: {delivered} calls delivered{rest}, {time.monotonic() - began:.1f} s", flush=True)
            except Fault as fault:
                failed += 1
                print(f"FAIL {name}: {fault}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
