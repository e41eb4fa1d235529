#!/usr/bin/env bash
# Fails on an include that runs against the layers:
#   jobs -> {io, kernels, engine}; io -> engine; kernels -> engine's value types; engine -> nothing of ours.
set -euo pipefail
cd "$(dirname "$0")/.."

status=0
# forbid FOLDER PATTERN WHY
forbid() {
  local found
  found=$(grep -rnE "#include *[<\"]($2)" --include='*.hpp' --include='*.cpp' "$1" || true)
  if [ -n "$found" ]; then
    echo "$found"
    echo "  -> $3" >&2
    status=1
  fi
}

forbid engine '(kernels|io|jobs)/' 'engine/ includes nothing of ours'
forbid engine 'gdal|ogr|cpl_|hdf5' 'engine/ reads no files'
forbid io '(kernels|jobs)/' 'io/ includes engine/ only'
forbid kernels '(io|jobs)/' 'kernels/ are the science alone'
forbid kernels 'engine/(runtime/|sweep/([^k]|k[^e]))' 'kernels/ see value types and engine/sweep/kernel.hpp only'
forbid kernels 'mpi\.h|gdal|ogr|cpl_|hdf5|H5|fstream|iostream' 'kernels/ know no MPI, no GDAL, no HDF5, no files'

mpi=$(grep -rlE '#include *<mpi\.h>' --include='*.hpp' --include='*.cpp' engine io kernels jobs \
  | grep -v '^engine/runtime/communicator.cpp$' || true)
if [ -n "$mpi" ]; then
  echo "$mpi includes mpi.h" >&2
  echo "  -> only engine/runtime/communicator.cpp knows MPI" >&2
  status=1
fi
[ $status -eq 0 ] && echo "layers: clean"
exit $status
