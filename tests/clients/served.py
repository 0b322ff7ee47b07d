"""A server of its own for a test: started on a free port of the loopback address, killed, stopped, asked."""

import json
import os
import pathlib
import signal
import socket
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CAIRN = os.environ.get("CAIRN", str(ROOT / "target" / "debug" / "cairn"))


class Fault(Exception):
    """Something is not as it must be."""


def must(holds, what):
    if not holds:
        raise Fault(what)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Server:
    def __init__(self, folder):
        self.data = folder / "data"
        self.log = open(folder / "server.log", "ab")
        self.port = free_port()
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [CAIRN, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"],
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        line = self.process.stdout.readline()
        must(line.startswith("listening on "), f"the server did not start: {line!r}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        must(self.process.wait(timeout=30) == 0, "the server did not stop cleanly")

    def command(self, *arguments):
        done = subprocess.run([CAIRN, "--data", self.data, *arguments], capture_output=True, text=True, timeout=60)
        must(done.returncode == 0, f"cairn {' '.join(map(str, arguments))}: {done.stderr}")
        return done.stdout

    def ask(self, question):
        return json.loads(self.command("query", "--site", "shop", "--format", "json", json.dumps(question)))
