#!/usr/bin/env bash
# Measures regression of more points than ranks should hold, and writes that section of docs/performance.md.
# Five minutes on two cores, 4 GB of disk.
# Usage: benchmarks/measure_reach.sh [SCRATCH_FOLDER [POINTS]]
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=${1:-${TMPDIR:-/tmp}/terrabalance-measure}
points=${2:-12000000}
program=$PWD/build/release/bin/terrabalance
mkdir -p "$scratch"
file=$scratch/points.csv

awk -v n="$points" 'BEGIN {
  srand(1)
  print "x,y,v,a,b,c,d"
  for (i = 0; i < n; ++i) {
    x = 1000 * rand(); y = 1000 * rand(); a = rand(); b = rand(); c = rand(); d = rand()
    printf "%.7g,%.7g,%.6g,%.6g,%.6g,%.6g,%.6g\n", x, y, (a + b + c + d) * sin(x / 300) + rand(), a, b, c, d
  }
}' > "$file"

scripts/mpirun.sh -n 2 /usr/bin/time -f "rank %e %M" "$program" -q gwr "$file" --coords x,y --response v --predictors a,b,c,d \
  --adaptive --bandwidth 100 --hold reach --threads 1 -o "$scratch/points.h5" 2> "$scratch/ranks"
[ "$(grep -c '^rank' "$scratch/ranks")" = 2 ] || { cat "$scratch/ranks" >&2; exit 1; }
seconds=$(awk '/^rank/ && $2 > most {most = $2} END {printf "%.0f", most}' "$scratch/ranks")
memory=$(awk '/^rank/ {printf "%s%.1f", sep, $3 * 1024 / 1e9; sep = " and "}' "$scratch/ranks")
benchmarks/section.py "${page:-docs/performance.md}" <<TEXT
## Points within reach

$points points of a CSV of $(du -m "$file" | cut -f1) MB, four predictors, 100 neighbours, every diagnostic: $seconds s on two ranks of one thread each, which need $memory GB.
The result has $(du -m "$scratch/points.h5" | cut -f1) MB. What is more than the fits of the section on regression is reading text, passing points on and compressing the table.

\`benchmarks/measure_reach.sh\`
TEXT
rm "$file" "$scratch/points.h5"
