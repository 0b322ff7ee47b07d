"""Measures the goals of storage; asserts nothing about them. bench/storage.sh builds what it needs and starts it.

    bench/storage.py PART...      recovery, size, memory, import, amplification, load

Times are medians of RUNS runs, each with a fresh process on a fresh copy of its data; bytes and memory say how often
they were taken. That imports store every row is checked. Everything lies in a folder of its own under target/.
"""

import contextlib
import csv
import gzip
import http.client
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARIES = ROOT / "target" / "release"
CAIRN = BINARIES / "cairn"
RUNS, EVENTS, PIECES = (int(os.environ[name]) for name in ("RUNS", "EVENTS", "PIECES"))
SECONDS_EACH = float(os.environ["SECONDS_EACH"])
GIB, MIB = 1 << 30, 1 << 20
MAPPING = """
format = "{format}"
[columns]
message_id = "message_id"
event = "event"
event_time = "event_time"
user_id = "user_id"
value = "value"
currency = "currency"
order_id = "order_id"
"context.page.path" = "path"
"""
FUNNEL = {
    "kind": "funnel",
    "window": "7d",
    "steps": [{"event": "product_viewed"}, {"event": "cart"}, {"event": "checkout"}, {"goal": "order"}],
}
QUESTIONS = [
    FUNNEL,
    {**FUNNEL, "breakdown": {"property": "channel"}},
    {"kind": "drop_off", "of": FUNNEL},
    {"kind": "trend", "goal": "order"},
    {"kind": "persons", "of": FUNNEL, "cell": {"step": 2, "outcome": "dropped"}},
]


def say(text):
    print(text, flush=True)


def middle(numbers):
    """The median, and all of them."""
    numbers = list(numbers)
    return statistics.median(numbers), " ".join(f"{number:,.3g}" if number < 100 else f"{number:,.0f}" for number in sorted(numbers))


def cairn(data, *arguments):
    """Runs a command to its end: stdout, seconds, peak memory in MiB, bytes it had written to the disk, seconds of the processor."""
    began = time.monotonic()
    process = subprocess.Popen(
        [CAIRN, "--data", data, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    # The pipes stay small enough not to fill: one answer, a few lines of talk.
    stdout, stderr = process.stdout.read(), process.stderr.read()
    # Ended and not yet taken off: its counters can be read.
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    seconds = time.monotonic() - began
    written = io_of(process.pid)["write_bytes"]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"cairn {arguments} failed: {stdout}{stderr}")
    return stdout, seconds, usage.ru_maxrss / 1024, written, usage.ru_utime + usage.ru_stime


def io_of(pid):
    lines = pathlib.Path(f"/proc/{pid}/io").read_text().splitlines()
    return {name: int(number) for name, number in (line.split(": ") for line in lines)}


def memory_of(pid):
    """Kinds of memory in MiB: VmRSS, VmHWM, RssAnon, …"""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.endswith(" kB")}


def processor_of(pid):
    """Seconds of the processor that a process has had."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server:
    """A server on a data directory, from its start until it takes events."""

    def __init__(self, data):
        began = time.monotonic()
        self.process = subprocess.Popen(
            [CAIRN, "--data", data, "serve", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.pid = self.process.pid
        self.address = self.process.stdout.readline().strip().rsplit("/", 1)[1]
        while not self.is_ready():
            time.sleep(0.02)
        self.seconds = time.monotonic() - began
        self.processor = processor_of(self.pid)

    def is_ready(self):
        connection = http.client.HTTPConnection(self.address)
        with contextlib.closing(connection), contextlib.suppress(ConnectionError):
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        return False

    def steady_memory(self):
        """Its memory once VmRSS has been the same for 15 seconds (within 64 KiB); two minutes at most.

        Threads that answer questions end when they have had nothing to do for 10, and give back what they kept.
        """
        seen, since, end = memory_of(self.pid), time.monotonic(), time.monotonic() + 120
        while time.monotonic() - since < 15 and time.monotonic() < end:
            time.sleep(0.1)
            now = memory_of(self.pid)
            if abs(now["VmRSS"] - seen["VmRSS"]) > 1 / 16:
                seen, since = now, time.monotonic()
        return memory_of(self.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.process.stdout.close()

    def kill(self):
        self.process.kill()


def stored(data):
    return json.loads(cairn(data, "storage", "--json")[0])


def run_bytes(data):
    """Files of runs by path, with their bytes."""
    files = (data / "runs").rglob("*")
    return {str(file): file.stat().st_size for file in files if file.is_file()}


def log_bytes(data):
    return sum(file.stat().st_size for file in (data / "log").glob("*.log"))


def forget_cached(folder):
    """Lets the system forget what it has of the files, so that they are read from the disk."""
    for file in folder.rglob("*"):
        if file.is_file():
            with open(file, "rb") as opened:
                os.fsync(opened.fileno())
                os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def duckdb(*statements):
    """Runs statements in a process of its own, on two threads: the seconds of the last, by the clock and of the
    processor; None without DuckDB."""
    program = """
import sys, time
try:
    import duckdb
except ImportError:
    sys.exit("duckdb is not installed (pip install duckdb)")
duckdb.sql("SET threads = 2; SET enable_progress_bar = false; SET preserve_insertion_order = true")
for statement in sys.argv[1:]:
    began = time.monotonic(), time.process_time()
    duckdb.execute(statement)
print(time.monotonic() - began[0], time.process_time() - began[1])
"""
    done = subprocess.run([sys.executable, "-c", program, *statements], capture_output=True, text=True)
    if done.returncode != 0:
        say(done.stderr.strip())
        return None
    return tuple(map(float, done.stdout.split()))


def generate(folder, events, days):
    log, truth = folder / "events.csv", folder / "truth.json"
    command = [BINARIES / "xtask", "generate", "--events", str(events), "--days", str(days), "--output", log, "--truth", truth]
    subprocess.run(command, check=True, capture_output=True)
    return log, json.loads(truth.read_text())["rows"]


def mapping(folder, form):
    file = folder / "mapping.toml"
    file.write_text(MAPPING.format(format=form))
    return file


def bring_in(data, file, *more):
    """Imports a file, all of whose rows must be stored."""
    done = cairn(data, "import", "events", file, "--site", "shop", *more)
    assert done[0].rstrip().endswith("+ duplicates 0 + rejected 0"), done[0]
    return done


def recovery(folder):
    """A log that nobody flushed, and a server that starts on it."""
    for title, arguments in (("1 GiB", [str(GIB)]), ("the longest a server can have", [])):
        kept = folder / "kept"
        cairn(kept, "site", "add", "shop")
        filled = subprocess.run([BINARIES / "examples" / "fill_log", kept, "shop", *arguments], check=True, capture_output=True, text=True)
        filled = json.loads(filled.stdout)
        say(f"  {title}: {filled['log_bytes'] / MIB:,.0f} MiB of log, {filled['events']:,} events, {filled['log_bytes'] / filled['events']:.0f} bytes an event")
        for cache in ("cached", "from the disk"):
            seconds, processor, memory, read = [], [], [], []
            for _ in range(RUNS):
                data = folder / "data"
                shutil.copytree(kept, data, ignore=shutil.ignore_patterns("*.sock"))
                if cache != "cached":
                    forget_cached(data)
                server = Server(data)
                seconds.append(server.seconds)
                processor.append(server.processor)
                memory.append(memory_of(server.pid)["VmRSS"])
                read.append(io_of(server.pid)["read_bytes"])
                # What it does next, the flush, is not what is measured.
                server.kill()
                server.process.wait()
                shutil.rmtree(data)
            took, all_runs = middle(seconds)
            say(
                f"    {cache:14} {took:6.2f} s until ready, {statistics.median(processor):.2f} of the processor  (goal of 1 GiB 5 s: {took / 5:.2f})  {filled['log_bytes'] / MIB / took:,.0f} MiB/s"
                f"  {filled['events'] / took:,.0f} events/s  RSS then {statistics.median(memory):,.0f} MiB"
                f"  read {statistics.median(read) / MIB:,.0f} MiB  [{all_runs}]"
            )
        shutil.rmtree(kept)


def size(folder):
    """Bytes per event of the demo shop."""
    data = folder / "data"
    cairn(data, "demo", "--no-serve", "--until", "2026-06-30")
    events = stored(data)["sites"][0]["events"]
    say(f"  demo shop, {events:,} events; bytes per event")
    say(f"    {'':44} parquet    ids  facts persons    all runs")

    def show(title, data):
        site = stored(data)["sites"][0]
        kinds = [site["run_bytes"][kind] / site["events"] for kind in ("events", "ids", "facts", "persons")]
        say(f"    {title:44} {kinds[0]:7.1f} {kinds[1]:6.1f} {kinds[2]:6.1f} {kinds[3]:7.1f} {sum(kinds):6.1f} {site['runs']:4}  (goal parquet 60: {kinds[0] / 60:.2f})")
        return kinds[0]

    show("one import", data)
    cairn(data, "compact")
    show("after `cairn compact`", data)
    exported = folder / "export.csv"
    cairn(data, "export", "csv", "--site", "demo", "--output", exported)
    whole = folder / "export.parquet"
    cairn(data, "export", "parquet", "--site", "demo", "--output", whole)
    raw, packed = ndjson_bytes(exported, folder / "events.ndjson.gz")
    pieces = in_pieces(exported, folder, 8, "event_time")
    if pieces is not None:
        parts = folder / "parts"
        for piece in pieces:
            bring_in(parts, piece, "--timezone", "Europe/Berlin")
        show("the same in 8 imports, by time", parts)
        cairn(parts, "compact")
        ours = show("after `cairn compact`", parts)
        peer = folder / "peer.parquet"
        duckdb(f"COPY (SELECT * FROM '{whole}') TO '{peer}' (FORMAT parquet, COMPRESSION zstd)")
        say(f"    our export as Parquet {whole.stat().st_size / events:.1f}; duckdb, that file as zstd Parquet, all columns {peer.stat().st_size / events:.1f}; ratio compacted / duckdb {ours * events / peer.stat().st_size:.2f}")
        from_csv = folder / "peer-csv.parquet"
        duckdb(f"COPY (SELECT * FROM read_csv('{exported}') ORDER BY coalesce(user_id, anonymous_id), event_time) TO '{from_csv}' (FORMAT parquet, COMPRESSION zstd)")
        say(f"    duckdb, the CSV export with flat columns, by person and time {from_csv.stat().st_size / events:.1f}")
    say(f"    as NDJSON {raw / events:.1f}, gzipped {packed / events:.1f}; as CSV {exported.stat().st_size / events:.1f}")


def ndjson_bytes(exported, target):
    """The events as JSON, one a line, as they would be sent; raw and gzipped."""
    raw = 0
    with open(exported, newline="") as rows, gzip.open(target, "wb") as out:
        for row in csv.DictReader(rows):
            message = {}
            for name, value in row.items():
                if value == "" or name in ("source", "received_at", "import_id", "event_id", "trust"):
                    continue
                at, parts = message, name.split(".")
                for part in parts[:-1]:
                    at = at.setdefault(part, {})
                at[parts[-1]] = value
            line = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            raw += len(line)
            out.write(line)
    return raw, target.stat().st_size


def in_pieces(log, folder, pieces, order):
    """Cuts a CSV file into files of equal length, by an order of its rows; None without DuckDB."""
    into = folder / "pieces"
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    files = [into / f"piece-{number:03}.csv" for number in range(1, pieces + 1)]
    table = f"CREATE TEMP TABLE t AS SELECT *, ntile({pieces}) OVER (ORDER BY {order}, message_id) AS piece FROM read_csv('{log}', all_varchar = true)"
    copies = [
        f"COPY (SELECT * EXCLUDE piece FROM t WHERE piece = {number}) TO '{file}' (FORMAT csv, HEADER)"
        for number, file in enumerate(files, 1)
    ]
    return files if duckdb(table, *copies) is not None else None


def memory(folder):
    """What a server takes that has nothing to do."""
    data = folder / "data"
    cairn(data, "demo", "--no-serve", "--until", "2026-06-30")
    fresh, just, asked = [], [], []
    for _ in range(RUNS):
        with Server(data) as server:
            fresh.append(server.steady_memory())
            for question in QUESTIONS * 3:
                cairn(data, "query", "--site", "demo", "--format", "json", json.dumps(question))
            just.append(memory_of(server.pid))
            asked.append(server.steady_memory())
    for title, seen in (("after the start", fresh), ("just after questions", just), (f"steady after {3 * len(QUESTIONS)} questions", asked)):
        rss, all_runs = middle(status["VmRSS"] for status in seen)
        anon, peak = (statistics.median(status[name] for status in seen) for name in ("RssAnon", "VmHWM"))
        say(f"  {title:25} {rss:6.1f} MiB RSS  (goal 100 MB: {rss * MIB / 1e8:.2f})  of which its own {anon:.1f}; peak {peak:.0f}  [{all_runs}]")


def import_(folder):
    """A large Parquet file."""
    log, rows = generate(folder, EVENTS, 90)
    source = folder / "events.parquet"
    typed = f"SELECT * REPLACE (CAST(event_time AS TIMESTAMPTZ) AS event_time, CAST(value AS DECIMAL(12, 2)) AS value) FROM read_csv('{log}', all_varchar = true)"
    if duckdb(f"COPY ({typed}) TO '{source}' (FORMAT parquet, COMPRESSION zstd)") is None:
        return
    say(f"  {rows:,} events, {log.stat().st_size / MIB:,.0f} MiB of CSV, {source.stat().st_size / MIB:,.0f} MiB of Parquet")
    log.unlink()
    fields = mapping(folder, "parquet")
    data, peer = folder / "data", folder / "peer.parquet"
    seconds, processor, peaks, written, peers = [], [], [], [], []
    for _ in range(RUNS):
        shutil.rmtree(data, ignore_errors=True)
        _, took, peak, wrote, busy = bring_in(data, source, "--mapping", fields)
        seconds.append(took)
        processor.append(busy)
        peaks.append(peak)
        written.append(wrote)
        peers.append(
            duckdb(f"COPY (SELECT * FROM '{source}' ORDER BY user_id, event_time, message_id) TO '{peer}' (FORMAT parquet, COMPRESSION zstd)")
        )
    took, all_runs = middle(seconds)
    site = stored(data)["sites"][0]
    kinds = {kind: bytes_ / rows for kind, bytes_ in site["run_bytes"].items()}
    say(f"  import   {took:6.1f} s  {rows / took:,.0f} events/s  (goal 400,000: {rows / took / 400_000:.2f})  peak {statistics.median(peaks):,.0f} MiB  [{all_runs}]")
    say(f"           {site['runs']} runs, {sum(kinds.values()):.1f} bytes an event: " + ", ".join(f"{kind} {bytes_:.1f}" for kind, bytes_ in kinds.items()) + f"; written in all {statistics.median(written) / rows:.1f}")
    other, all_peers = middle(clock for clock, _ in peers)
    busy, other_busy = statistics.median(processor), statistics.median(spent for _, spent in peers)
    say(f"  duckdb, sort to zstd Parquet {other:6.1f} s  {peer.stat().st_size / rows:.1f} bytes an event  [{all_peers}]")
    say(f"  ratio cairn / duckdb {took / other:.2f} by the clock; {busy / other_busy:.2f} of the processor ({busy:.1f} and {other_busy:.1f} s)")
    began = time.monotonic()
    _, _, peak, wrote, _ = cairn(data, "compact")
    say(f"  `cairn compact` of it: {time.monotonic() - began:.1f} s, peak {peak:,.0f} MiB, {wrote / rows:.1f} bytes an event written, {stored(data)['bytes_per_event']:.1f} left")


def amplification(folder):
    """A history of half a year that comes in many files."""
    log, rows = generate(folder, 20_000 * PIECES, 180)
    for title, order in (("in the order of time", "event_time"), ("each with all months", "hash(message_id)")):
        pieces = in_pieces(log, folder, PIECES, order)
        if pieces is None:
            return
        data, fields = folder / "data", mapping(folder, "csv")
        shutil.rmtree(data, ignore_errors=True)
        known, new_bytes, imported, compacted, took = set(), 0, 0, 0, 0.0
        for number, piece in enumerate(pieces, 1):
            steps = [("import", lambda: bring_in(data, piece, "--mapping", fields))]
            if number % 4 == 0:
                steps.append(("compact", lambda: cairn(data, "compact")))
            for kind, step in steps:
                _, seconds, _, wrote, _ = step()
                now = run_bytes(data)
                new_bytes += sum(length for path, length in now.items() if path not in known)
                known = set(now)
                if kind == "import":
                    imported += wrote
                else:
                    compacted += wrote
                    took += seconds
        left = sum(run_bytes(data).values())
        say(f"  {PIECES} imports of {rows // PIECES:,} events, {title}, `cairn compact` after each 4: {left / rows:.1f} bytes an event left in {stored(data)['sites'][0]['runs']} runs")
        say(f"    written by imports {imported / left:.2f}, by compactions {compacted / left:.2f} times that (write_bytes of the processes): {(imported + compacted) / left:.2f}")
        say(f"    files of runs that were there after a command and not before it: {new_bytes / left:.2f} times that; compactions took {took:.1f} s")


def load(folder):
    """Batches of 50 while runs are written anew, and while they are not."""
    log, _ = generate(folder, min(EVENTS, 3_200_000), 90)
    pieces = in_pieces(log, folder, 16, "hash(message_id)")
    if pieces is None:
        return
    log.unlink()
    waiting, fields = folder / "waiting", mapping(folder, "csv")
    for piece in pieces:
        bring_in(waiting, piece, "--mapping", fields)
    key = cairn(waiting, "key", "create", "--site", "shop", "--kind", "write")[0].strip()
    done = folder / "done"
    shutil.copytree(waiting, done)
    cairn(done, "compact")
    say(f"  {stored(waiting)['sites'][0]['runs']} waiting runs of {stored(waiting)['events']:,} events; {stored(done)['sites'][0]['runs']} once compacted")
    rates = {}
    seen = {"alone": [], "compacting": []}
    # One after the other, so that what changes on the machine changes both.
    for _ in range(RUNS):
        for title, kept in (("alone", done), ("compacting", waiting)):
            data = folder / "data"
            shutil.copytree(kept, data, ignore=shutil.ignore_patterns("*.sock"))
            with Server(data) as server:
                if title == "compacting":
                    while stored(data)["compaction"]["running_since"] is None:
                        time.sleep(0.01)
                arguments = [BINARIES / "cairn-load", server.address, key, "50", "16", str(SECONDS_EACH)]
                sent = json.loads(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)
                compaction = stored(data)["compaction"]
                sent["running"] = compaction["running_since"] is not None
                sent["done"] = compaction["done"]
                sent["peak"] = memory_of(server.pid)["VmHWM"]
            shutil.rmtree(data)
            seen[title].append(sent)
    for title, runs in seen.items():
        rates[title], all_runs = middle(run["events_per_second"] for run in runs)
        latency = [statistics.median(run[name] for run in runs) / 1000 for name in ("p50_us", "p99_us")]
        say(
            f"  {title:10} {rates[title]:9,.0f} events/s  p50 {latency[0]:.1f} ms, p99 {latency[1]:.1f} ms  peak {statistics.median(run['peak'] for run in runs):,.0f} MiB"
            f"  still compacting at the end {sum(run['running'] for run in runs)} of {len(runs)}, compactions done {[run['done'] for run in runs]}  [{all_runs}]"
        )
    ratio = rates["compacting"] / rates["alone"]
    say(f"  ratio compacting / alone {ratio:.2f}  (goal 0.80: {ratio / 0.8:.2f})")


def main():
    parts = {"recovery": recovery, "size": size, "memory": memory, "import": import_, "amplification": amplification, "load": load}
    for name in sys.argv[1:]:
        say(f"{name}: {parts[name].__doc__}")
        with tempfile.TemporaryDirectory(dir=ROOT / "target", prefix="bench-") as folder:
            parts[name](pathlib.Path(folder))


main()
