#!/usr/bin/env bash
# Measures what docs/performance.md says of `landscape` and writes that section. About ten minutes on two cores.
# Usage: benchmarks/measure_landscape.sh [SCRATCH_FOLDER]      with an otherwise idle machine
# Needs bc, time and python3 with numpy, scipy and GDAL (python3-scipy, python3-gdal); grass-core for r.clump. TERRABALANCE_REFERENCE names the
# folder with data/landuse/newguinea_2015.tif; without it that part is left out.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=${1:-${TMPDIR:-/tmp}/terrabalance-measure}
build=$PWD/build/release
program=$build/bin/terrabalance
python=${PYTHON:-/usr/bin/python3}
reference=${TERRABALANCE_REFERENCE:-../shared}
mkdir -p "$scratch"
page=${page:-docs/performance.md}

. benchmarks/measure_tools.sh
rounds=3
rate() { echo "$1 $2" | awk '{printf "%.0f", $1 / $2 / 1e6}'; } # million cells a second
landscape() { "$program" -q landscape "$@" -o "$scratch/o.h5"; }
export -f landscape
export program scratch

new_guinea=""
raster=$reference/data/landuse/newguinea_2015.tif
if [ -e "$raster" ]; then
  one=("$program" -q landscape --landuse "2015=$raster" -o "$scratch/o.h5")
  class=ca,pland,np,pd,lpi,te,ed,lsi,area_mn,area_sd,area_cv,shape_mn,frac_mn,para_mn,ai,clumpy,pladj,cohesion,iji,division,mesh,split,nlsi
  new_guinea+="| the 23 class indices, 2 threads | $(seconds "${one[@]}" --metrics $class --threads 2) |"$'\n'
  new_guinea+="| the same, 1 thread | $(seconds "${one[@]}" --metrics $class --threads 1) |"$'\n'
  new_guinea+="| \`--metrics all\`, 2 threads | $(seconds "${one[@]}" --metrics all --threads 2) |"$'\n'
  new_guinea+="| the same with \`--convention fragstats\` | $(seconds "${one[@]}" --metrics all --convention fragstats --threads 2) |"$'\n'
  new_guinea+="| shdi and contag in a window of radius 10, 2 threads | $(seconds "${one[@]}" --metrics np --window 10 --window-metrics shdi,contag --window-maps "$scratch/maps" --threads 2) |"$'\n'
  new_guinea+="| the same, radius 100 | $(seconds "${one[@]}" --metrics np --window 100 --window-metrics shdi,contag --window-maps "$scratch/maps" --threads 2) |"$'\n'
  new_guinea+="| 23 indices of grid cells of 50 × 50, 2 threads | $(seconds "${one[@]}" --metrics $class --grid-cell 50 --threads 2) |"$'\n'
fi

# Percolation: every cell on its own, 41 % and 59 % of class 1.
for percent in 41 59; do
  for rows in 1024 8192 32768; do
    file=$scratch/random_${percent}_$rows.tif
    [ -e "$file" ] || "$python" - "$file" $percent 8192 $rows <<'PY'
import sys
import numpy
from osgeo import gdal
path, percent, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
raster = gdal.GetDriverByName("GTiff").Create(path, width, height, 1, gdal.GDT_Byte,
    ["TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "COMPRESS=DEFLATE"])
raster.SetGeoTransform([500000, 30, 0, 4000000, 0, -30])
random = numpy.random.default_rng(1)
for y in range(0, height, 512):
    raster.GetRasterBand(1).WriteArray(
        1 + (random.random((512, width), numpy.float32) < percent / 100).astype(numpy.uint8), 0, y)
PY
  done
done
cells=$((8192 * 8192))
percolation=""
everything=""
for percent in 41 59; do
  time=$(seconds landscape --landuse "1=$scratch/random_${percent}_8192.tif" --threads 1)
  low=$(peak "$program" -q landscape --landuse "1=$scratch/random_${percent}_8192.tif" --threads 2 -o "$scratch/o.h5")
  high=$(peak "$program" -q landscape --landuse "1=$scratch/random_${percent}_32768.tif" --threads 2 -o "$scratch/o.h5")
  percolation+="| $percent % | $time | $(rate $cells "$time") | $low | $high | $(echo "$high $low" | awk '{printf "%.2f", $1 / $2}') |"$'\n'
  low=$(peak "$program" -q landscape --landuse "1=$scratch/random_${percent}_8192.tif" --metrics all --threads 2 -o "$scratch/o.h5")
  high=$(peak "$program" -q landscape --landuse "1=$scratch/random_${percent}_32768.tif" --metrics all --threads 2 -o "$scratch/o.h5")
  everything+="| $percent % | $low | $high | $(echo "$high $low" | awk '{printf "%.2f", $1 / $2}') |"$'\n'
done

few=$((8192 * 1024))
peers=""
for percent in 41 59; do
  file=$scratch/random_${percent}_1024.tif
  label=$("$python" - "$file" <<'PY' || true
import sys, time
import numpy, scipy.ndimage
from osgeo import gdal
cells = gdal.Open(sys.argv[1]).ReadAsArray()
start = time.time()
for c in (1, 2):
    scipy.ndimage.label(cells == c, numpy.ones((3, 3)))
print(f"{time.time() - start:.2f}")
PY
)
  peers+="| scipy.ndimage.label, 8 neighbours, both classes, labels only, in memory | $percent % | ${label:--} | $([ -n "$label" ] && rate $few "$label") |"$'\n'
  if command -v grass > /dev/null; then
    rm -rf "$scratch/grass"
    clump=$(grass --tmp-location XY --exec sh -c "r.in.gdal -o --q input=$file output=r; g.region raster=r; /usr/bin/time -f %e r.clump -d --q input=r output=c" 2>&1 | grep -E '^[0-9.]+$' | tail -1 || true)
    peers+="| GRASS r.clump -d, labels only | $percent % | $clump | $(rate $few "$clump") |"$'\n'
  fi
done

# Three years, and account beside it.
study=$scratch/10k
[ -e "$study/study.toml" ] ||
  "$program" -q simulate --size 10240x10240 --years 2000,2010,2020 --zones 15 -o "$study"
years=()
for year in 2000 2010 2020; do years+=(--landuse "$year=$study/landuse_$year.tif"); done
three=$(seconds landscape "${years[@]}" --legend terrabalance --zones "$study/zones.tif" --threads 2)
account=$(seconds "$program" -q account "${years[@]}" --legend terrabalance --zones "$study/zones.tif" --threads 2 -o "$scratch/o.h5")

kernel=$("$build/benchmarks/landscape_benchmark" --benchmark_min_time=0.05 2> /dev/null)

section=$(
  cat <<EOF
## Landscape

Written by \`benchmarks/measure_landscape.sh\`. Whole commands: start, reading, result file.

New Guinea 2015, 7360 × 3812 cells in strips of one row (landscapemetrics: 923 s for the 23 indices on one thread):

| | s |
| --- | --- |
$new_guinea
Percolation rasters, 8192 columns, each cell of class 1 or 2 on its own; the indices of one sweep. Peak memory with two threads:

| class 2 | s, 1 thread, 8192 rows | million cells/s/core | KiB, 8192 rows | KiB, 32768 rows | ratio |
| --- | --- | --- | --- | --- | --- |
$percolation
Peak memory with \`--metrics all\`, enn and gyrate among them:

| class 2 | KiB, 8192 rows | KiB, 32768 rows | ratio |
| --- | --- | --- | --- |
$everything
Other programs on such rasters of 8192 × 1024 cells; they only label:

| program | class 2 | s | million cells/s |
| --- | --- | --- | --- |
$peers
Three years of 10240 × 10240 simulated cells, zones of a raster, two threads: \`landscape\` $three s, \`account\` $account s.

The kernel alone, one core, tiles of 1024 × 1024, no decoding; \`_d8\`, \`_d4\` the indices of one sweep, \`_d8_all\` with moments, cores, distances:

\`\`\`
$kernel
\`\`\`
EOF
)
benchmarks/section.py "$page" <<< "$section"
echo "wrote $page"
