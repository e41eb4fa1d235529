#!/usr/bin/env bash
# Measures the report of the example study and writes that section of docs/performance.md.
# Usage: benchmarks/measure_report.sh [SCRATCH_FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=${1:-${TMPDIR:-/tmp}/terrabalance-measure}
program=$PWD/build/release/bin/terrabalance
mkdir -p "$scratch"
. benchmarks/measure_tools.sh

run=$(rounds=1 seconds "$program" run examples/beibu-gulf/study.toml --force -o "$scratch/example.h5")
report=$(seconds "$program" report "$scratch/example.h5" -o "$scratch/example.html")
plot=$(seconds "$program" plot "$scratch/example.h5" --chart balance-bars -o "$scratch/balance.svg")
ready=$(scripts/test-browser.sh 2>&1 | sed -n 's/^# *ready after //p')
benchmarks/section.py "${page:-docs/performance.md}" <<TEXT
## The report

The example study of 15 cities and three years, whole commands: \`run\` $run s, \`report\` $report s ($(du -k "$scratch/example.html" | cut -f1) kB), \`plot\` of a chart $plot s.
In headless Chromium the page can be used after $ready.

\`benchmarks/measure_report.sh\`
TEXT
