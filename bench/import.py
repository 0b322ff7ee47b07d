"""Measures one import and some questions: time, rate, peak memory; beside DuckDB where it is installed.

Prints figures and ratios of this one run; asserts only that the answers equal the generator's truth.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

EVENTS = int(sys.argv[1])
REPETITIONS = 5
FUNNEL = {
    "kind": "funnel",
    "window": "7d",
    "steps": [{"event": name} for name in ("product_viewed", "cart", "checkout", "purchase")],
}
QUESTIONS = {
    "funnel of 4 steps": FUNNEL,
    "the same by channel": {**FUNNEL, "breakdown": {"property": "channel"}},
    "purchases and active persons by day": {"kind": "trend", "event": "purchase"},
    "people who dropped out at step 2": {"kind": "persons", "of": FUNNEL, "cell": {"step": 2, "outcome": "dropped"}},
}
MAPPING = """
format = "csv"
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


def run(arguments):
    """Runs a command to its end; gives its stdout, its seconds and its own peak memory in MiB."""
    began = time.monotonic()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # The pipes stay small enough not to fill: one answer, a few lines of talk.
    stdout = process.stdout.read()
    stderr = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{arguments} failed: {stderr}")
    return stdout, time.monotonic() - began, usage.ru_maxrss / 1024


def median(numbers):
    return sorted(numbers)[len(numbers) // 2]


def folder_bytes(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


LOAD = """
import sys, time
try:
    import duckdb
except ImportError:
    sys.exit("duckdb is not installed: no comparison (pip install duckdb)")
log, target = sys.argv[1:]
duckdb.sql("SET threads = 2")
duckdb.sql("SET enable_progress_bar = false")
began = time.monotonic()
duckdb.sql(
    f"COPY (SELECT * FROM read_csv('{log}') ORDER BY user_id, event_time, message_id)"
    f" TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
)
print(time.monotonic() - began)
"""


def duckdb_load(log, folder):
    """The same file, sorted alike, as Parquet by DuckDB; None where DuckDB is not installed.

    In a process of its own: a child's peak memory counts its parent's from before it was started.
    """
    target = os.path.join(folder, "peer.parquet")
    done = subprocess.run([sys.executable, "-c", LOAD, log, target], capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr.strip())
        return None
    return float(done.stdout.split()[-1])


def main():
    cairn, xtask = "target/release/cairn", "target/release/xtask"
    folder = tempfile.mkdtemp(prefix="cairn-bench-")
    try:
        log, truth_file = os.path.join(folder, "events.csv"), os.path.join(folder, "truth.json")
        run([xtask, "generate", "--events", str(EVENTS), "--seed", "1", "--output", log, "--truth", truth_file])
        with open(truth_file) as file:
            truth = json.load(file)
        rows = truth["rows"]
        mapping = os.path.join(folder, "mapping.toml")
        with open(mapping, "w") as file:
            file.write(MAPPING)
        data = os.path.join(folder, "data")
        print(f"{rows:,} events of {truth['persons']:,} persons, {os.path.getsize(log) / 2**20:,.0f} MiB of CSV")

        base = [cairn, "--data", data]
        arguments = base + ["import", "events", log, "--site", "shop", "--mapping", mapping]
        out, seconds, memory = run(arguments)
        assert out.endswith(f"read {rows} = stored {rows} + duplicates 0 + rejected 0\n"), out
        size = folder_bytes(os.path.join(data, "runs"))
        print(f"import          {seconds:7.2f} s  {rows / seconds:10,.0f} events/s  peak {memory:5.0f} MiB  {size / rows:5.1f} bytes/event on disk")
        peer = duckdb_load(log, folder)
        if peer is not None:
            print(f"  duckdb, sort to Parquet {peer:7.2f} s; ratio cairn / duckdb {seconds / peer:.2f}")
        out, seconds, memory = run(arguments)
        assert out.endswith(f"read {rows} = stored 0 + duplicates {rows} + rejected 0\n"), out
        print(f"import again    {seconds:7.2f} s  {rows / seconds:10,.0f} events/s  peak {memory:5.0f} MiB")

        for name, question in QUESTIONS.items():
            seconds, memories = [], []
            for _ in range(REPETITIONS):
                out, took, memory = run(base + ["query", "--site", "shop", "--format", "json", json.dumps(question)])
                seconds.append(took)
                memories.append(memory)
            answer = json.loads(out)
            if question is FUNNEL:
                assert [step["count"] for step in answer["steps"]] == truth["funnel"]["entry_best"], answer
            print(f"{name:38} median {median(seconds):6.2f} s  {rows / median(seconds):12,.0f} events/s  peak {max(memories):5.0f} MiB")
    finally:
        shutil.rmtree(folder)


main()
