#!/usr/bin/env bash
# Import and questions on generated events, in the release build. EVENTS=5000000 by default.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet -p cairn -p xtask
exec python3 bench/import.py "${EVENTS:-5000000}"
