#!/usr/bin/env bash
# Opens the example's result in other programs and compares values with `terrabalance table`.
# Usage: scripts/test-interoperability.sh [--all] [PROGRAM]
#   --all: also installs the heavy ones (xarray, GeoPandas, R with rhdf5, sf and terra); a skip is then a failure
set -euo pipefail
cd "$(dirname "$0")/.."
all=
if [ "${1:-}" = --all ]; then
  all=yes
  shift
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    python3-h5py netcdf-bin gdal-bin python3-xarray python3-h5netcdf python3-geopandas \
    r-base-core r-cran-codetools r-bioc-rhdf5 r-cran-sf r-cran-terra >&2
fi
program=$(realpath "${1:-build/release/bin/terrabalance}")

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp examples/beibu-gulf/* "$folder/"
"$program" -q run "$folder/study.toml" -o "$folder/results.h5" 2> /dev/null
"$program" -q account "$folder/study.toml" --maps "$folder/maps" -o "$folder/account.h5" 2> /dev/null
(cd "$folder" && "$program" -q export study.toml -o study.gpkg)
for table in account/balance account/land_use change/transition landscape/class pattern/local; do
  "$program" table "$folder/results.h5" $table > "$folder/${table/\//_}.csv"
done

/usr/bin/python3 tests/interoperability/check.py "$folder" | tee "$folder/said"
if command -v Rscript > /dev/null; then
  Rscript tests/interoperability/check.R "$folder" | tee -a "$folder/said"
else
  echo "skipped: R is not installed" | tee -a "$folder/said"
fi
if [ -n "$all" ] && grep -q '^skipped' "$folder/said"; then
  echo "--all skips nothing" >&2
  exit 1
fi
