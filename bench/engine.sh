#!/usr/bin/env bash
# Questions beside ClickHouse, DuckDB and Polars on the same events, in one run. Recipe: docs/benchmarks.md.
# EVENTS=20000000 PERSONS=1000000 RUNS=5 by default.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet -p cairn --bins
venv=target/peers
if [ ! -x "$venv/bin/python3" ]; then
  python3 -m venv "$venv"
fi
"$venv/bin/python3" -c 'import numpy, polars, duckdb, chdb' 2>/dev/null ||
  "$venv/bin/pip" install --quiet --disable-pip-version-check numpy polars 'duckdb==1.4.1' chdb
export EVENTS="${EVENTS:-20000000}" PERSONS="${PERSONS:-1000000}" RUNS="${RUNS:-5}"
exec "$venv/bin/python3" bench/engine.py
