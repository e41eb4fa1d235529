#!/usr/bin/env bash
# The big run: account, change and landscape of two years in one sweep of SIDE x SIDE cells, from disk. Writes its section of
# docs/performance.md and removes its files.
# Usage: benchmarks/big.sh [SIDE=100000] [SCRATCH_FOLDER]      10^10 cells: some 15 GB of disk, a quarter of an hour to simulate
set -euo pipefail
cd "$(dirname "$0")/.."
side=${1:-100000}
scratch=${2:-${TMPDIR:-/tmp}/terrabalance-measure}
program=$PWD/build/release/bin/terrabalance
study=$scratch/big
mkdir -p "$scratch"
trap 'rm -rf "$study" "$scratch/big.h5"' EXIT

needed=$((side * side * 3 / 2 / 1024)) # KiB: 1.5 bytes a cell, most of it elevation
free=$(df --output=avail -k "$scratch" | tail -1)
[ "$free" -gt "$needed" ] || { echo "big.sh: $scratch needs $((needed / 1048576)) GiB; give a smaller side, or another folder" >&2; exit 1; }

load=$(cut -d' ' -f1 /proc/loadavg)
start=$(date +%s)
"$program" -q simulate --size "${side}x$side" --years 2010,2020 --zones 15 -o "$study"
simulated=$(($(date +%s) - start))
printf '\n[change]\n\n[landscape]\n' >> "$study/study.toml"
bytes=$(stat -c %s "$study"/landuse_*.tif | paste -sd+ | bc)

sync
for file in "$study"/*.tif; do # out of the page cache
  dd if="$file" iflag=nocache count=0 status=none
done
/usr/bin/time -f '%e %M %F' -o "$scratch/big.time" "$program" -q run "$study/study.toml" -o "$scratch/big.h5" --threads "$(nproc)" 2> /dev/null
read -r seconds memory _ < "$scratch/big.time"
measure() { "$program" table "$scratch/big.h5" provenance/phases | awk -F, -v m="$1" '$1 == m {print $4}'; }
sweep=$(measure sweeps)
cells=$(awk -v s="$side" 'BEGIN {printf "%.3g", s * s}')
section=$(
  cat <<TEXT
## The big run

Written by \`benchmarks/big.sh $side\` on $(date +%F): $(nproc) cores, load average $load before. Account, change and the fast set of landscape in one sweep of two years of
$side × $side simulated cells ($cells a year), not in the page cache; $(awk -v b="$bytes" 'BEGIN {printf "%.2f", b / 1e9}') GB of land use. Files were made by \`simulate\` in $simulated s.

| | |
| --- | --- |
| whole command | $seconds s |
| sweep | $(awk -v s="$sweep" 'BEGIN {printf "%.1f", s}') s, $(awk -v s="$sweep" -v n="$side" 'BEGIN {printf "%.0f", 2 * n * n / s / 1e6}') million cell-years/s |
| peak memory | $(awk -v m="$memory" 'BEGIN {printf "%.0f", m / 1024}') MiB |
| read from disk, mean over the sweep | $(awk -v s="$sweep" -v b="$bytes" 'BEGIN {printf "%.0f", b / s / 1e6}') MB/s |
| thread-seconds: read, decode, scan, merge, wait | $(measure read | awk '{printf "%.1f", $1}'), $(measure decode | awk '{printf "%.1f", $1}'), $(measure scan | awk '{printf "%.1f", $1}'), $(measure merge | awk '{printf "%.1f", $1}'), $(measure wait | awk '{printf "%.1f", $1}') |
TEXT
)
echo "$section"
benchmarks/section.py "${page:-docs/performance.md}" <<< "$section"
