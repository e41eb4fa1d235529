#!/usr/bin/env bash
# Measures what docs/performance.md says and writes that page. 25 to 40 minutes on two cores.
# Usage: [page=PAGE] benchmarks/measure.sh [SCRATCH_FOLDER]      with an otherwise idle machine
# Another page, for another machine, is written without the model of docs/scaling.md.
# Needs the packages bc, time and python3 besides those of scripts/install-deps.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=${1:-${TMPDIR:-/tmp}/terrabalance-measure}
build=$PWD/build/release
program=$build/bin/terrabalance
mkdir -p "$scratch"
export page=${page:-docs/performance.md}

. benchmarks/measure_tools.sh
ratio() { echo "$1 $2" | awk '{printf "%.2f", $1 / $2}'; }

study=$scratch/10k
[ -e "$study/study.toml" ] ||
  "$program" -q simulate --size 10240x10240 --years 2000,2010,2020 --zones 15 -o "$study"

decode=$("$build/benchmarks/account_against_decode" "$study" 2 9)
change=$("$build/benchmarks/change_against_decode" "$study" 2 15)
landscape=$("$build/benchmarks/landscape_against_decode" "$study" 2 9)

tiny=$scratch/tiny
[ -e "$tiny/study.toml" ] || "$program" -q simulate --size 64x64 --years 2000 --zones 2 -o "$tiny"
start=("$program" -q account --landuse "2000=$tiny/landuse_2000.tif" --legend terrabalance -o "$scratch/o.h5")
alone=$(seconds "${start[@]}")
launched=$(seconds scripts/mpirun.sh -n 2 "${start[@]}")
[ -e "$tiny/degrees.tif" ] ||
  gdal_translate -q -a_srs EPSG:4326 -a_ullr 108 22 109 21 "$tiny/landuse_2000.tif" "$tiny/degrees.tif"
in_degrees=$(seconds "$program" -q account --landuse "2000=$tiny/degrees.tif" --legend terrabalance -o "$scratch/o.h5")
gdalinfo=$(seconds gdalinfo "$tiny/landuse_2000.tif")
nothing=$(seconds scripts/mpirun.sh -n 2 true)

# Memory: the same columns, four times the rows.
small=$scratch/20k
[ -e "$small/study.toml" ] || "$program" -q simulate --size 20480x20000 --years 2000 --zones 15 -o "$small"
if [ ! -e "$scratch/80k.tif" ]; then
  gdalbuildvrt -q "$scratch/one.vrt" "$small/landuse_2000.tif"
  python3 - "$scratch/one.vrt" "$scratch/four.vrt" <<'PY'
import re, sys
text = open(sys.argv[1]).read().replace('rasterYSize="20000"', 'rasterYSize="80000"')
source = re.search(r'<(Simple|Complex)Source.*?</(Simple|Complex)Source>', text, re.S).group(0)
copies = [re.sub(r'(<DstRect xOff="0" )yOff="0"', r'\g<1>yOff="%d"' % (20000 * k), source) for k in range(4)]
open(sys.argv[2], 'w').write(text.replace(source, '\n'.join(copies)))
PY
  gdal_translate -q -co TILED=YES -co BLOCKXSIZE=512 -co BLOCKYSIZE=512 -co COMPRESS=DEFLATE \
    -co NUM_THREADS=2 "$scratch/four.vrt" "$scratch/80k.tif"
fi
memory() { peak "$program" -q account --landuse "2000=$1" --zones "$small/zones.gpkg" --zone-id id \
  --legend terrabalance --threads 2 -o "$scratch/o.h5"; }
low=$(memory "$small/landuse_2000.tif")
high=$(memory "$scratch/80k.tif")
distance() { peak "$program" -q suitability --landuse "2000=$1" --legend terrabalance --factor distance:construction \
  --maps "$scratch/maps" --threads 2 -o "$scratch/o.h5"; }
distance_low=$(distance "$small/landuse_2000.tif")
distance_high=$(distance "$scratch/80k.tif")
rm -rf "$scratch/maps"

# Layouts of one layer.
source=$study/landuse_2010.tif
layout() { # NAME, gdal_translate options
  local name=$1
  shift
  [ -e "$scratch/$name.tif" ] || gdal_translate -q "$@" "$source" "$scratch/$name.tif"
}
tile=(-co TILED=YES -co BLOCKXSIZE=512 -co BLOCKYSIZE=512 -co COMPRESS=DEFLATE)
layout tiled "${tile[@]}"
layout strips -co COMPRESS=DEFLATE
layout rows -co COMPRESS=DEFLATE -co BLOCKYSIZE=1
layout words -ot UInt16 "${tile[@]}"
layout masked -a_nodata none -mask 1 --config GDAL_TIFF_INTERNAL_MASK YES "${tile[@]}"
layout overviews "${tile[@]}"
[ -e "$scratch/overviews.done" ] || { gdaladdo -q "$scratch/overviews.tif" 2 4 8; touch "$scratch/overviews.done"; }
layouts=""
of() { seconds "$program" -q account --landuse "2010=$scratch/$1.tif" --legend terrabalance --threads 2 -o "$scratch/o.h5"; }
tiled=$(of tiled)
for name in strips rows words masked overviews; do
  time=$(of $name)
  layouts+="| $name | $time | $(ratio "$time" "$tiled") |"$'\n'
done

simulate=$("$build/benchmarks/simulate_benchmark" --benchmark_min_time=0.2 2> /dev/null)
draws=$("$build/benchmarks/uncertainty_benchmark" --benchmark_filter='draws_of|normal_draws|whole_chain' 2> /dev/null)
cities=$(benchmarks/measure_cities.sh "$scratch")
micro=$("$build/benchmarks/account_benchmark" --benchmark_min_time=0.2 2> /dev/null)

big=$(benchmarks/section.py "$page" --print '## The big run')

title=Performance
[ "$page" = docs/performance.md ] || title="Performance on another machine"

cat > "$page" <<EOF
# $title

Written by \`benchmarks/measure.sh\` on $(date +%F): $(benchmarks/section.py --machine),
GDAL $(gdalinfo --version | sed 's/GDAL \([^,]*\).*/\1/'), GCC $(g++ -dumpfullversion). Data is simulated and in the page cache. Machines are noisy: ratios
within one run are what counts.

## Account against decoding alone

Three years, 10240 × 10240 cells in DEFLATE blocks of 512 × 512, two threads; medians of nine pairs, in turn, in one process.
The floor for polygon zones is decoding the land use without any zones.

\`\`\`
$decode
\`\`\`

\`build/release/benchmarks/account_against_decode FOLDER 2 9\`

## Change and distances against decoding

The same years and threads. \`account made of change\` is what \`account\` and \`change\` cost together: one sweep counts sequences, and
the account's counts follow from them. The distance is that of every cell to the nearest one of a class that covers 2 %, two
sweeps over one year.

\`\`\`
$change
\`\`\`

\`build/release/benchmarks/change_against_decode FOLDER 2 15\`

## Landscape against decoding

The same years and threads; the indices of one sweep. Patches are counted in tiles of 2048 × 512 cells, decoding alone is in its own, faster tiles of 512 × 512.

\`\`\`
$landscape
\`\`\`

\`build/release/benchmarks/landscape_against_decode FOLDER 2 9\`

## Start-up

\`account\` of 64 × 64 cells: $alone s without a launcher, $in_degrees s for a raster in degrees; GDAL's own \`gdalinfo\` takes $gdalinfo s for
the first. Under \`mpirun -n 2\` $launched s (which takes $nothing s to run \`true\`).

## Memory

Peak resident memory, two threads: 20480 × 20000 cells $low KiB, 20480 × 80000 cells $high KiB, ratio $(ratio "$high" "$low").
Distances to a class, maps written: $distance_low KiB and $distance_high KiB, ratio $(ratio "$distance_high" "$distance_low").

## Layouts of one file

One year, whole command, two threads; tiled: $tiled s.

| layout | s | ratio to tiled |
| --- | --- | --- |
$layouts
\`strips\` are GDAL's default strips, \`rows\` blocks of one row, \`words\` 16-bit cells, \`masked\` has
an internal mask band.

## Draws of uncertainty

15 cities, 3 years, 30 uncertain inputs, all percentiles and trends; name/draws/threads. \`whole_chain\` is 10,000 draws through
coupling, evaluation of 18 indicators, zones, hot spots and detector; name/threads.

\`\`\`
$draws
\`\`\`

\`build/release/benchmarks/uncertainty_benchmark --benchmark_filter=draws_of\`

## Cities

Whole commands on 3,000 units of one year: polygons with queen neighbours, 18 indicators, 6 factors, 7 land classes with
limits, offsets by place; without permutations unless said. \`nothing\` is the start of the program.

| job | s |
| --- | --- |
$cities

\`benchmarks/measure_cities.sh\`

## Kernels

\`\`\`
$micro
\`\`\`

\`\`\`
$simulate
\`\`\`
EOF
echo "wrote $page"
benchmarks/measure_codecs.sh "$scratch"
benchmarks/measure_landscape.sh "$scratch"
benchmarks/measure_gwr.sh
benchmarks/measure_reach.sh "$scratch"
benchmarks/measure_report.sh "$scratch"
benchmarks/measure_cores.py "$scratch"
benchmarks/limits.py "$scratch"
benchmarks/peers.py "$scratch"
[ "$page" != docs/performance.md ] || benchmarks/scaling.py "$scratch"
[ -z "$big" ] || benchmarks/section.py "$page" <<< "$big"
