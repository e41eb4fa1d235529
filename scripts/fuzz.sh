#!/usr/bin/env bash
# Fuzzes what reads files from elsewhere, one target after another. Usage: scripts/fuzz.sh [SECONDS] [TARGET...]
# New inputs gather in build/fuzz/corpus; one that ends a fuzzer is kept as build/fuzz/TARGET-crash-...
# Prints a line a target: runs, seconds, edges covered (of the instrumented code), findings.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-600}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(study tables legend checkpoint result weights)

cmake --preset fuzz > /dev/null
cmake --build --preset fuzz
# Libraries keep what they once allocated, and HDF5 copes with being refused memory.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
for target in "${targets[@]}"; do
  gathered=build/fuzz/corpus/$target
  mkdir -p "$gathered"
  status=0
  build/fuzz/bin/fuzz_"$target" -max_total_time="$seconds" -max_len=32768 -timeout=20 -rss_limit_mb=4096 \
    -print_final_stats=1 -artifact_prefix=build/fuzz/"$target"- "$gathered" tests/fuzz/corpus/"$target" \
    2> build/fuzz/"$target".log || status=$?
  awk -v target="$target" -v status="$status" '
    /cov: / { for (i = 1; i < NF; ++i) if ($i == "cov:") edges = $(i + 1) }
    /^Done / { runs = $2; time = $5 }
    /number_of_executed_units/ && !runs { runs = $2 }
    /Test unit written to/ { found = found " " $NF }
    END { printf "%s: %s runs, %s s, %s edges, %s\n", target, runs, time, edges, status ? "found" found : "no finding" }
  ' build/fuzz/"$target".log
done
