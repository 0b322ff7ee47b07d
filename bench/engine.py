"""Asks Cairn, ClickHouse, DuckDB and Polars the same questions about the same events, in one run; asserts nothing about
speed. bench/engine.sh builds what it needs and starts it.

Each peer has two threads and what it reads warm. Parameters vary with each repetition, so that nobody answers from a
result it kept; the peers take turns. Where the semantics are the same the counts must be equal.
"""

import contextlib
import http.client
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import chdb.session
import duckdb
import numpy as np
import polars as pl

ROOT = pathlib.Path(__file__).resolve().parent.parent
CAIRN = ROOT / "target" / "release" / "cairn"
EVENTS, PERSONS, RUNS = (int(os.environ[name]) for name in ("EVENTS", "PERSONS", "RUNS"))
THREADS = 2
NAMES = [f"event_{number:02}" for number in range(30)]
BEGIN = 1_767_225_600_000_000  # 2026-01-01
DAYS = 90
DAY = 86_400_000_000
MAPPING = """
format = "parquet"
[columns]
message_id = "message_id"
event = "event"
event_time = "event_time"
user_id = "user_id"
"context.campaign.source" = "source"
[types]
country = "string"
plan = "string"
"""


def say(text):
    print(text, flush=True)


def generate(path):
    """Zipf 1.4 over 30 names; persons with a heavy tail; sessions; 90 days in microseconds."""
    dice = np.random.default_rng(1)
    weight = dice.pareto(1.5, PERSONS) + 0.3
    person = dice.choice(PERSONS, EVENTS, p=weight / weight.sum()).astype(np.int64)
    person.sort()
    per_person = np.bincount(person, minlength=PERSONS)
    sessions = np.maximum(1, per_person // 6)
    session = (dice.random(EVENTS) * sessions[person]).astype(np.int64)

    def mixed(a, b, salt):
        x = a.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + b.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
        x += np.uint64(salt)
        x ^= x >> np.uint64(29)
        x *= np.uint64(0xBF58476D1CE4E5B9)
        x ^= x >> np.uint64(32)
        return x

    start = (mixed(person, session, 7) % np.uint64(DAYS * DAY - 2 * 3_600_000_000)).astype(np.int64)
    moment = BEGIN + start + (dice.random(EVENTS) * 1_500_000_000).astype(np.int64)
    share = 1 / np.arange(1, 31) ** 1.4
    name = dice.choice(30, EVENTS, p=share / share.sum()).astype(np.int8)
    country = (mixed(person, person * 0, 3) % np.uint64(20)).astype(np.int8)
    plan = dice.choice(5, EVENTS, p=[0.6, 0.2, 0.1, 0.07, 0.03]).astype(np.int8)
    source = (mixed(person, session, 11) % np.uint64(6)).astype(np.int8)
    order = np.lexsort((moment, person))

    def words(codes, all_words):
        return pl.Series(codes[order].astype(np.uint32)).replace_strict(
            list(range(len(all_words))), all_words, return_dtype=pl.Categorical
        )

    frame = pl.DataFrame(
        {
            "message_id": pl.int_range(EVENTS, eager=True).cast(pl.String),
            "event": words(name, NAMES),
            "event_time": pl.Series(moment[order]).cast(pl.Datetime("us", "UTC")),
            "user_id": pl.Series(person[order]).cast(pl.String),
            "person": pl.Series(person[order].astype(np.uint32)),
            "country": words(country, [f"country_{number}" for number in range(20)]),
            "plan": words(plan, ["free", "small", "medium", "large", "whole"]),
            "source": words(source, ["news", "ads", "partner", "search", "social", "mail"]),
        }
    )
    frame.write_parquet(path, compression="zstd", row_group_size=500_000)


class Cairn:
    """A server on a data directory."""

    name = "cairn"

    def __init__(self, data):
        made = subprocess.run(
            [CAIRN, "--data", data, "key", "create", "--site", "bench", "--kind", "secret", "--scope", "read"], capture_output=True, text=True
        )
        if made.returncode != 0:
            sys.exit(made.stderr)
        self.key = made.stdout.strip()
        self.process = subprocess.Popen(
            [CAIRN, "--data", data, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.address = self.process.stdout.readline().strip().rsplit("/", 1)[1]

    def ask(self, question):
        connection = http.client.HTTPConnection(self.address)
        with contextlib.closing(connection):
            headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
            connection.request("POST", "/api/v1/sites/bench/query", json.dumps(question), headers)
            reply = connection.getresponse()
            body = reply.read()
            if reply.status != 200:
                sys.exit(f"{question}: {body.decode()}")
            return json.loads(body)

    def memory(self):
        lines = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))

    def end(self):
        self.process.terminate()
        self.process.wait()


def import_into(data, log):
    mapping = log.with_suffix(".toml")
    mapping.write_text(MAPPING)
    began = time.monotonic()
    done = subprocess.run(
        [CAIRN, "--data", data, "import", "events", log, "--site", "bench", "--mapping", mapping], capture_output=True, text=True
    )
    if done.returncode != 0 or f"stored {EVENTS}" not in (done.stdout + done.stderr).replace(",", ""):
        sys.exit(done.stdout + done.stderr)
    imported = time.monotonic() - began
    subprocess.run([CAIRN, "--data", data, "compact"], check=True, capture_output=True)
    sizes = {}
    for file in pathlib.Path(data, "runs").rglob("*.*"):
        sizes[file.suffix] = sizes.get(file.suffix, 0) + file.stat().st_size
    say(f"cairn: imported in {imported:.0f} s, compacted in {time.monotonic() - began - imported:.0f} s; bytes an event: "
        + ", ".join(f"{kind[1:]} {size / EVENTS:.1f}" for kind, size in sorted(sizes.items())))


class ClickHouse:
    name = "clickhouse"

    def __init__(self, folder, log):
        self.session = chdb.session.Session(str(folder))
        self.run(f"SET max_threads = {THREADS}")
        began = time.monotonic()
        columns = "person UInt32, t Int64, event LowCardinality(String), country LowCardinality(String), plan LowCardinality(String), source LowCardinality(String)"
        for table, order in (("by_person", "(person, t)"), ("by_event", "(event, person, t)")):
            self.run(f"CREATE TABLE {table} ({columns}) ENGINE = MergeTree ORDER BY {order}")
            self.run(
                f"INSERT INTO {table} SELECT person, toUnixTimestamp64Micro(event_time), event, country, plan, source FROM file('{log}', Parquet)"
            )
            self.run(f"OPTIMIZE TABLE {table} FINAL")
        say(f"clickhouse: loaded twice in {time.monotonic() - began:.0f} s")

    def run(self, query):
        return str(self.session.query(query, "JSONCompact"))

    def rows(self, query):
        return [[int(cell) if str(cell).lstrip("-").isdigit() else cell for cell in row] for row in json.loads(self.run(query))["data"]]


class DuckDb:
    name = "duckdb"

    def __init__(self, folder, log):
        began = time.monotonic()
        self.connection = duckdb.connect(str(folder / "peer.duckdb"), config={"threads": THREADS})
        self.connection.execute(
            f"""CREATE TABLE e AS SELECT person, epoch_us(event_time) AS t, event::VARCHAR AS event, country::VARCHAR AS country,
            plan::VARCHAR AS plan, source::VARCHAR AS source FROM '{log}' ORDER BY person, t"""
        )
        say(f"duckdb: loaded in {time.monotonic() - began:.0f} s")

    def rows(self, query):
        return [list(row) for row in self.connection.execute(query).fetchall()]


def depth_counts(levels, steps):
    """How many reached each step, of rows (level, persons)."""
    return [sum(count for level, count in levels if level >= step) for step in range(1, steps + 1)]


def funnel_sql(steps, window, table="e", extra=""):
    """The deepest attempt in plain SQL: of each step the latest start that has reached it."""
    listed = ", ".join(f"'{step}'" for step in steps)
    query = f"(SELECT person, t, event, max(CASE WHEN event = '{steps[0]}' THEN t END) OVER w AS l1 FROM {table} WHERE event IN ({listed}) {extra} WINDOW w AS (PARTITION BY person ORDER BY t))"
    for number, step in enumerate(steps[1:], 2):
        query = f"(SELECT *, max(CASE WHEN event = '{step}' AND t - l{number - 1} <= {window} THEN l{number - 1} END) OVER w AS l{number} FROM {query} WINDOW w AS (PARTITION BY person ORDER BY t))"
    counted = ", ".join(f"count(DISTINCT CASE WHEN l{number} IS NOT NULL THEN person END)" for number in range(1, len(steps) + 1))
    return f"SELECT {counted} FROM {query}"


def funnel(steps, window_days, **more):
    return {"kind": "funnel", "window": f"{window_days}d", "steps": [{"event": step} for step in steps], **more}


def window_funnel(table, steps, window, where=""):
    conditions = ", ".join(f"event = '{step}'" for step in steps)
    listed = ", ".join(f"'{step}'" for step in steps)
    return f"SELECT level, count() FROM (SELECT person, windowFunnel({window})(toUInt64(t), {conditions}) AS level FROM {table} WHERE event IN ({listed}) {where} GROUP BY person) GROUP BY level"


def steps_of(answer):
    return [step["count"] for step in answer["steps"]]


def questions(turn):
    """The questions of one repetition: a name, Cairn's question, what to compare, and how the peers are asked."""
    window_days = 7 + turn % 5
    window = window_days * DAY
    common = [NAMES[0 + turn % 2], NAMES[2], NAMES[3], NAMES[4 + turn % 2]]
    rare = [NAMES[26], NAMES[27 + turn % 2], NAMES[29]]
    counted = NAMES[1 + turn % 3]

    def funnel_rows(steps, where="", extra=""):
        return {
            "clickhouse": [
                lambda peer, table=table: depth_counts(peer.rows(window_funnel(table, steps, window, where)), len(steps))
                for table in ("by_person", "by_event")
            ],
            "duckdb": [lambda peer: peer.rows(funnel_sql(steps, window, extra=extra))[0]],
        }

    yield "funnel of 4 steps", funnel(common, window_days), steps_of, funnel_rows(common)
    yield "funnel of the rarest", funnel(rare, window_days), steps_of, funnel_rows(rare)
    first_country = {
        "clickhouse": [
            lambda peer: sorted(
                [country, *depth_counts([(level, count) for of, level, count in rows if of == country], 4)]
                for rows in [peer.rows(
                    f"SELECT c, level, count() FROM (SELECT person, any(country) AS c, windowFunnel({window})(toUInt64(t), "
                    + ", ".join(f"event = '{step}'" for step in common)
                    + ") AS level FROM by_person WHERE event IN ("
                    + ", ".join(f"'{step}'" for step in common)
                    + ") GROUP BY person) GROUP BY c, level"
                )]
                for country in sorted({row[0] for row in rows})
            )
        ]
    }
    by_country = funnel(common, window_days, breakdown={"property": "country"})
    yield "the same by country", by_country, lambda answer: sorted([row["value"], *steps_of(row)] for row in answer["breakdown"]), first_country
    excluded = {**funnel(common, window_days), "exclusions": [{"event": NAMES[8], "from_step": 1, "to_step": 4}]}
    # Nobody else has exclusions of this kind: the nearest is the funnel without.
    yield "the same with an exclusion", excluded, None, funnel_rows(common)
    yield (
        "daily persons",
        {"kind": "trend", "event": counted, "interval": "day"},
        lambda answer: [point["persons"] for point in answer["series"][0]["points"] if point["persons"]],
        {
            "clickhouse": [
                lambda peer, table=table: [count for _, count in peer.rows(f"SELECT intDiv(t, {DAY}) AS d, uniqExact(person) FROM {table} WHERE event = '{counted}' GROUP BY d ORDER BY d")]
                for table in ("by_person", "by_event")
            ],
            "duckdb": [lambda peer: [count for _, count in peer.rows(f"SELECT t // {DAY} AS d, count(DISTINCT person) FROM e WHERE event = '{counted}' GROUP BY d ORDER BY d")]],
        },
    )
    filtered = [{"property": "plan", "op": "eq", "value": "whole"}]
    yield (
        "persons with a property",
        {"kind": "trend", "event": counted, "interval": "month", "filters": filtered},
        lambda answer: answer["series"][0]["total"]["persons"],
        {
            "clickhouse": [
                lambda peer, table=table: peer.rows(f"SELECT uniqExact(person) FROM {table} WHERE event = '{counted}' AND plan = 'whole'")[0][0]
                for table in ("by_person", "by_event")
            ],
            "duckdb": [lambda peer: peer.rows(f"SELECT count(DISTINCT person) FROM e WHERE event = '{counted}' AND plan = 'whole'")[0][0]],
        },
    )
    # ClickHouse counts sessions by gaps alone; Cairn's are cut by campaigns too.
    yield (
        "sessions",
        {"kind": "trend", "event": "*", "interval": "month"},
        None,
        {
            "clickhouse": [
                lambda peer: peer.rows(
                    "SELECT countIf(t - before > 1800000000 OR person != who) FROM (SELECT person, t, lagInFrame(t, 1, 0) OVER w AS before, lagInFrame(person, 1, 4294967295) OVER w AS who FROM by_person WINDOW w AS (ORDER BY person, t ROWS BETWEEN 1 PRECEDING AND CURRENT ROW))"
                )[0][0]
            ],
        },
    )


def timed(work):
    began = time.perf_counter()
    answer = work()
    return time.perf_counter() - began, answer


def main():
    with tempfile.TemporaryDirectory(dir=ROOT / "target", prefix="bench-") as folder:
        folder = pathlib.Path(folder)
        log = folder / "log.parquet"
        seconds, _ = timed(lambda: generate(log))
        say(f"{EVENTS:,} events of {PERSONS:,} persons, generated in {seconds:.0f} s; {RUNS} repetitions, medians; {THREADS} threads each")
        data = folder / "data"
        import_into(data, log)
        peers = [ClickHouse(folder / "clickhouse", log), DuckDb(folder, log)]
        cairn = Cairn(data)
        seen, equal = {}, {}
        try:
            for turn in range(-1, RUNS):
                for name, question, compare, rivals in questions(max(turn, 0)):
                    seconds, answer = timed(lambda: cairn.ask(question))
                    mine = None if compare is None else compare(answer)
                    times = {"cairn": seconds}
                    for peer in peers:
                        for form in rivals.get(peer.name, []):
                            seconds, theirs = timed(lambda: form(peer))
                            times[peer.name] = min(times.get(peer.name, math.inf), seconds)
                            if mine is not None and theirs != mine:
                                equal[name] = f"NOT EQUAL: {str(mine)[:80]} and {peer.name} {str(theirs)[:80]}"
                            elif mine is not None:
                                equal.setdefault(name, "equal")
                    # The first time everything is read from the disk.
                    if turn >= 0:
                        for who, seconds in times.items():
                            seen.setdefault(name, {}).setdefault(who, []).append(seconds)
            ratios = []
            say(f"{'question':28} {'cairn':>9} {'clickhouse':>11} {'ratio':>7} {'duckdb':>9} {'ratio':>7}  answers")
            for name, of in seen.items():
                middle = {who: statistics.median(times) for who, times in of.items()}
                told = f"{name:28} {middle['cairn'] * 1000:6.0f} ms"
                for peer, width in (("clickhouse", 8), ("duckdb", 6)):
                    if peer in middle:
                        ratio = middle[peer] / middle["cairn"]
                        told += f" {middle[peer] * 1000:{width}.0f} ms {ratio:7.2f}"
                        if peer == "clickhouse":
                            ratios.append(ratio)
                    else:
                        told += " " * (width + 12)
                say(f"{told}  {equal.get(name, 'other semantics')}")
            say(f"peak memory of the server: {cairn.memory():,.0f} MiB")
            mean = math.exp(statistics.fmean(math.log(ratio) for ratio in ratios))
            say(f"geometric mean vs clickhouse: {mean:.2f}")
        finally:
            cairn.end()


main()
