#!/usr/bin/env bash
# The main job on the example log: import, define a goal, ask.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${CAIRN:=target/debug/cairn}" "${CAIRN_DATA:=data}"
export CAIRN_DATA

say() { printf '\n%s\n' "$*"; }

say "Import examples/shop.csv (a second time it adds nothing):"
"$CAIRN" import events examples/shop.csv --site example

if ! "$CAIRN" goal show --site example order >/dev/null 2>&1; then
  "$CAIRN" goal add --site example -f examples/order-goal.json
fi

say "Where do people drop out on the way to an order?"
"$CAIRN" query --site example -f examples/funnel.json

say "What came in, week by week?"
"$CAIRN" query --site example -f examples/trend.json

say "The data lies in $(cd "$CAIRN_DATA" && pwd): Parquet files under runs/, definitions in meta.sqlite."
say "Next: $CAIRN --help, or the worked example in README.md."
