#!/usr/bin/env bash
# Runs raster jobs on two ranks under valgrind with its wrappers of MPI: memory errors, and buffers that are
# not defined or not addressable where MPI takes them, end with status 1. Usage: scripts/test-mpi-memory.sh [PROGRAM]
# Needs the Debian packages valgrind and valgrind-mpi.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-build/release/bin/terrabalance}")
libraries=/usr/lib/$(uname -m)-linux-gnu
wrappers=$(echo "$libraries"/valgrind/libmpiwrap-*.so)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" -q simulate --size 48x48 --years 2000,2010 --zones 2 -o "$folder/study"
for job in "account" "change" "landscape --metrics all --patches" "run"; do
  # The wrappers need the library that they wrap in every program that is started.
  # shellcheck disable=SC2086
  scripts/mpirun.sh -n 2 -x LD_PRELOAD="$libraries/libmpi.so.40:$wrappers" \
    valgrind -q --error-exitcode=1 --suppressions=/usr/share/openmpi/openmpi-valgrind.supp \
    --suppressions=tests/known_to_memcheck.txt \
    "$program" ${job%% *} "$folder/study/study.toml" ${job#"${job%% *}"} --tile 16 --threads 1 -o "$folder/result.h5" \
    > "$folder/said" 2>&1 || { cat "$folder/said"; exit 1; }
  [ "$(grep -c "MPI wrappers .*: Active" "$folder/said")" -ge 2 ] || { echo "the wrappers of MPI were not loaded" >&2; cat "$folder/said"; exit 1; }
  echo "$job: no error on two ranks"
done
