#!/usr/bin/env bash
# Builds what browsers load: the app, the script for pages, the documentation. What has not changed is left.
set -euo pipefail
cd "$(dirname "$0")/.."

# Whether anything of a package is newer than what was built of it.
changed() {
  local package=$1 built=$1/dist/.built
  [ -f "$built" ] || return 0
  local sources=("$package")
  [ "$package" = web ] && sources+=(docs/reference/openapi.json)
  [ "$package" = docs-site ] && sources+=(docs)
  [ -n "$(find "${sources[@]}" \( -name node_modules -o -name dist \) -prune -o -type f -newer "$built" -print -quit)" ]
}

installed() {
  local package=$1
  local mark=$package/node_modules/.package-lock.json
  if [ ! -f "$mark" ] || [ "$package/package-lock.json" -nt "$mark" ]; then
    (cd "$package" && npm ci --no-audit --no-fund --loglevel=error)
    touch "$mark"
  fi
}

for package in web snippet docs-site; do
  installed "$package"
  if changed "$package"; then
    echo "building $package"
    (cd "$package" && npm run --silent build)
    touch "$package/dist/.built"
  fi
done
