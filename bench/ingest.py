"""Durable events per second and latency under load, medians of several runs; the load comes from the same machine.

    bench/ingest.py RUNS SECONDS [FOLDER OF THE BINARIES]

Beside them the raw latency of an append of 4 KiB and one fdatasync on the same disk: no acknowledgement can be
faster. Each run has a fresh server and a fresh data directory. Answers are checked (200 each), speed is not.
"""

import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARIES = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else ROOT / "target" / "release"


def fdatasync_micros(folder):
    times = []
    with open(folder / "probe", "wb", buffering=0) as file:
        for _ in range(2000):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - began) * 1e6)
    times.sort()
    return times[len(times) // 2], times[len(times) * 99 // 100]


def load(events, connections, seconds, rate=None):
    """One run against a server of its own."""
    with tempfile.TemporaryDirectory(dir=ROOT / "target") as name:
        data = pathlib.Path(name) / "data"
        cairn = str(BINARIES / "cairn")
        server = subprocess.Popen(
            [cairn, "--data", data, "serve", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            address = server.stdout.readline().strip().rsplit("/", 1)[1]
            command = [cairn, "--data", data]
            quiet = {"check": True, "capture_output": True, "text": True}
            subprocess.run([*command, "site", "add", "shop"], **quiet)
            key = subprocess.run([*command, "key", "create", "--site", "shop", "--kind", "write"], **quiet).stdout.strip()
            arguments = [BINARIES / "cairn-load", address, key, events, connections, seconds]
            if rate:
                arguments.append(rate)
            done = subprocess.run([str(argument) for argument in arguments], **quiet)
            peak = next(line for line in open(f"/proc/{server.pid}/status") if line.startswith("VmHWM")).split()[1]
            return {**json.loads(done.stdout), "peak_mib": int(peak) // 1024}
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def median(runs, what):
    return statistics.median(run[what] for run in runs)


def measure(title, events, connections, unit, goal, runs, seconds):
    full = [load(events, connections, seconds) for _ in range(runs)]
    reached = median(full, f"{unit}_per_second")
    requests = median(full, "requests_per_second")
    half = [load(events, connections, seconds, requests / 2) for _ in range(runs)]
    print(f"{title}, {connections} connections")
    print(f"  most      {reached:>9,.0f} {unit}/s  (goal {goal:,}: {reached / goal:.2f})")
    print(f"            p50 {median(full, 'p50_us') / 1000:.1f} ms, p99 {median(full, 'p99_us') / 1000:.1f} ms")
    print(f"  half load {median(half, f'{unit}_per_second'):>9,.0f} {unit}/s, open loop")
    print(f"            p50 {median(half, 'p50_us') / 1000:.2f} ms, p99 {median(half, 'p99_us') / 1000:.2f} ms  (goal p99 10 ms)")
    print(f"  peak memory of the server {median(full, 'peak_mib'):.0f} MiB")
    rates = sorted(round(run[f"{unit}_per_second"]) for run in full)
    print(f"  all runs  {rates}", flush=True)


def main():
    runs, seconds = int(sys.argv[1]), float(sys.argv[2])
    with tempfile.TemporaryDirectory(dir=ROOT / "target") as folder:
        half, most = fdatasync_micros(pathlib.Path(folder))
    print(f"append of 4 KiB and fdatasync: median {half:.0f} µs, p99 {most:.0f} µs", flush=True)
    measure("batches of 50", 50, 16, "events", 150_000, runs, seconds)
    measure("single events", 1, 64, "requests", 12_000, runs, seconds)


main()
