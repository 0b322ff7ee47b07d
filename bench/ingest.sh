#!/usr/bin/env bash
# How many events a second a server makes durable, and how long a sender waits. SECONDS_EACH=6 RUNS=5 by default.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet -p cairn -p cairn-load
exec python3 bench/ingest.py "${RUNS:-5}" "${SECONDS_EACH:-6}"
