#!/usr/bin/env bash
# From a clone to a report: installs what is missing, builds, runs the example study.
# Usage: scripts/quickstart.sh [OPTIONS OF CMAKE], such as -DTERRABALANCE_ECHARTS=echarts-6.1.0.tgz
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install-deps.sh
cmake --preset release -DTERRABALANCE_TESTS=OFF -DTERRABALANCE_BENCHMARKS=OFF -B build/quickstart "$@" > /dev/null
cmake --build build/quickstart
program=build/quickstart/bin/terrabalance

mkdir -p results
"$program" run examples/beibu-gulf/study.toml -o results/beibu-gulf.h5
"$program" report results/beibu-gulf.h5 -o results/beibu-gulf.html

echo
echo "Carbon balance of the 15 cities in 2020, t C a year"
echo "(boundaries and population are real; land use and activities are simulated, see examples/beibu-gulf)"
names=$("$program" table results/beibu-gulf.h5 account/zones)
"$program" table results/beibu-gulf.h5 account/balance | awk -F, -v names="$names" '
  BEGIN {
    n = split(names, line, "\n")
    for (i = 2; i <= n; ++i) { split(line[i], cell, ","); name[cell[1]] = cell[2] }
    printf "%-16s %14s %14s %14s %14s\n", "city", "source", "sink", "net", "net per km2"
  }
  $1 == 2020 && !($2 in seen) { seen[$2] = 1; order[++count] = $2 }
  $1 == 2020 { value[$2, $3] = $4 }
  END {
    for (i = 1; i <= count; ++i) {
      z = order[i]
      printf "%-16s %14.0f %14.0f %14.0f %14.1f\n", name[z], value[z, "source"], value[z, "sink"],
             value[z, "net"], value[z, "net_per_km2"]
    }
  }'
cat <<EOF

report   results/beibu-gulf.html     open it in a browser
result   results/beibu-gulf.h5
tables   $program table results/beibu-gulf.h5
one      $program table results/beibu-gulf.h5 account/balance > balance.csv
next     your own region: docs/tutorial.md
EOF
