#!/usr/bin/env bash
# Tests of the report in headless Chromium. Usage: scripts/test-browser.sh [PROGRAM]
# Node packages go to a cache outside the tree, as tests/browser/package-lock.json pins them.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-build/release/bin/terrabalance}")

modules=${XDG_CACHE_HOME:-$HOME/.cache}/terrabalance/browser
mkdir -p "$modules"
if ! cmp -s tests/browser/package-lock.json "$modules/installed"; then
  cp tests/browser/package.json tests/browser/package-lock.json "$modules/"
  npm ci --prefix "$modules" --ignore-scripts --no-audit --no-fund --silent
  cp tests/browser/package-lock.json "$modules/installed"
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" -q run examples/beibu-gulf/study.toml -o "$folder/example.h5" 2> /dev/null
"$program" report "$folder/example.h5" -o "$folder/example.html"
"$program" -q simulate --size 200x150 --years 2000,2010 --zones 4 -o "$folder/study"
awk 'BEGIN { srand(1); print "x,y,r,a"; for (i = 0; i < 120; ++i) { a = rand(); x = 100 * rand(); print x "," 100 * rand() "," 2 + x * a / 50 + 0.1 * rand() "," a } }' \
  > "$folder/points.csv"

TERRABALANCE=$program REPORT_FOLDER=$folder BROWSER_MODULES=$modules \
  node --test tests/browser/report_test.mjs tests/browser/partial_test.mjs tests/browser/plot_test.mjs
