#!/usr/bin/env bash
# All checks, stage by stage, with the minutes each took. `--long` adds the longer tiers.
set -uo pipefail
cd "$(dirname "$0")/.."

long=false
[ "${1:-}" = "--long" ] && long=true
minutes=()
trap 'echo "stopped from outside"; report; exit 124' TERM

# Runs a stage; the first that fails ends the run.
stage() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if ! "$@"; then
    printf '\nfailed: %s, after %s min\n' "$name" "$(elapsed "$began")"
    report
    exit 1
  fi
  minutes+=("$(printf '%6s min  %s' "$(elapsed "$began")" "$name")")
}

elapsed() {
  local tenths=$(((SECONDS - $1) / 6))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

report() {
  printf '\nMinutes per stage:\n'
  ((${#minutes[@]})) && printf '%s\n' "${minutes[@]}"
}

# DuckDB reads our files as an outside program would. Where it can't be installed its check says so.
outside_tools() {
  local venv=target/outside
  if [ ! -x "$venv/bin/python3" ]; then
    python3 -m venv "$venv" || return 0
  fi
  "$venv/bin/python3" -c 'import duckdb' 2>/dev/null ||
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'duckdb==1.4.1' ||
    echo "duckdb could not be installed: the check by an outside reader will be skipped"
  PATH="$PWD/$venv/bin:$PATH"
  export PATH
}

# On a person's machine a missing component is said; where changes land it is a failure.
missing() {
  echo "$1 is not installed: rustup component add $1"
  [ "${CI:-}" != true ]
}

# The browser that the tests drive.
browser() {
  command -v chromium >/dev/null && return
  if [ "$(id -u)" -ne 0 ]; then
    echo "chromium is not installed: apt-get install chromium"
    return 1
  fi
  apt-get update --quiet --quiet && apt-get install --yes --quiet --quiet --no-install-recommends chromium >/dev/null
}

# Types, formatting and the parts that need no browser.
web_units() {
  for package in web snippet docs-site; do
    (cd "$package" && npm run --silent --if-present lint && npm run --silent test) || return 1
  done
}

# The app, the script for pages and the documentation in a real browser, against the server just built.
web_browser() {
  local cairn=$PWD/target/debug/cairn
  for package in web snippet docs-site; do
    (cd "$package" && CAIRN=$cairn npm run --silent test:browser) || return 1
  done
  # The commands that the documentation begins with, and what they print.
  CAIRN=$cairn node docs-site/tests/getting_started.mjs
}

lint() {
  if ! cargo clippy --version >/dev/null 2>&1; then
    missing clippy
    return
  fi
  cargo clippy --workspace --all-targets --quiet -- -D warnings
}

format() {
  if ! cargo fmt --version >/dev/null 2>&1; then
    missing rustfmt
    return
  fi
  cargo fmt --all --check
}

# The pinned client libraries, unmodified, and kill -9 under load, against the server just built.
real_clients() {
  CAIRN=target/debug/cairn python3 tests/clients/run.py
}

# Every operation of the API document, held against the server by an outside validator.
api_document() {
  CAIRN=target/debug/cairn target/clients/venv/bin/python3 tests/clients/document.py
}

kills() {
  CAIRN=target/debug/cairn python3 tests/clients/kill9.py --cycles "$1"
}

long_tier() {
  CAIRN_ORACLE_FACTOR=10 cargo test --quiet -p cairn-testkit &&
    CAIRN_MODEL_SEQUENCES=2000 cargo test --quiet -p cairn-storage --test imports &&
    CAIRN_SCHEDULES=10000 cargo test --quiet -p cairn-storage --test collecting &&
    CAIRN_FUZZ_SECONDS=120 cargo test --quiet -p cairn-ingest fuzz &&
    kills 100 &&
    bash bench/import.sh &&
    bash bench/ingest.sh
}

stage "outside tools" outside_tools
stage "format" format
stage "browser" browser
stage "web build" bash scripts/web.sh
stage "web units" web_units
stage "build" cargo build --workspace --all-targets --quiet
stage "lint" lint
stage "tests" cargo test --workspace --all-targets --quiet
stage "app in a browser" web_browser
stage "real clients" real_clients
stage "API document" api_document
stage "kill -9 under load" kills 10
stage "mutants of the kernels" cargo run --quiet -p xtask -- mutants
stage "make example" make --no-print-directory example DATA=target/run-check
if $long; then
  stage "longer tiers" long_tier
fi
report
