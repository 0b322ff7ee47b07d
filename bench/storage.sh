#!/usr/bin/env bash
# The goals of storage: recovery, bytes, memory, import, write amplification, collecting while compacting.
# RUNS=5 EVENTS=10000000 PIECES=64 SECONDS_EACH=6 by default; PARTS names some of the six.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet -p cairn -p cairn-load -p xtask -p cairn-storage --bins --example fill_log
# The peer. Where it can't be installed the comparison is left out, and parts that need it say so.
venv=target/outside
if [ ! -x "$venv/bin/python3" ]; then
  python3 -m venv "$venv" || true
fi
"$venv/bin/python3" -c 'import duckdb' 2>/dev/null ||
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'duckdb==1.4.1' ||
  echo "duckdb could not be installed"
PATH="$PWD/$venv/bin:$PATH"
export RUNS="${RUNS:-5}" EVENTS="${EVENTS:-10000000}" PIECES="${PIECES:-64}" SECONDS_EACH="${SECONDS_EACH:-6}"
exec python3 bench/storage.py ${PARTS:-recovery size memory import amplification load}
