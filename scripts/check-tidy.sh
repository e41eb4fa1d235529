#!/usr/bin/env bash
# Runs clang-tidy over sources of the program; its header filter takes the headers along.
# Usage: scripts/check-tidy.sh [MINUTES] [BUILD_FOLDER]
# A file whose preprocessed text has not changed since it was last clean is not looked at again.
# From nothing this takes a quarter of an hour on two cores; with MINUTES, the rest is left to the next run.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-}
build=${2:-build/release}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/terrabalance-tidy
mkdir -p "$cache"
deadline=$(($(date +%s) + ${minutes:-100000} * 60))

check() {
  local file=$1 build=$2 cache=$3 deadline=$4 key
  key=$({ cat .clang-tidy; g++ -std=c++20 -fopenmp -I. -I"$build/generated" -DOMPI_SKIP_MPICXX \
      $(pkg-config --cflags eigen3 gdal hdf5-openmpi tomlplusplus 2>/dev/null) -E -P "$file" 2>/dev/null; } | sha256sum | cut -c1-40)
  [ -e "$cache/$key" ] && return 0
  if [ "$(date +%s)" -ge "$deadline" ]; then
    echo "tidy: not looked at: $file"
    return 0
  fi
  clang-tidy-14 --quiet -p "$build" "$file" 2>/dev/null || return 1
  touch "$cache/$key"
}
export -f check
# Folders that are clean; those that are not here yet are still to be gone through.
folders=(engine io kernels/account kernels/overview kernels/uncertainty jobs/uncertainty jobs/gwr)
# Shuffled, so that what one run leaves out another looks at.
git ls-files "${folders[@]/%//*.cpp}" | shuf |
  xargs -P "$(nproc)" -I{} bash -c 'check "$@"' _ {} "$build" "$cache" "$deadline"
echo "tidy: clean"
