#!/usr/bin/env bash
# Measures sweeps of the same years in files of several codecs and writes that section of docs/performance.md.
# Usage: benchmarks/measure_codecs.sh [SCRATCH_FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=${1:-${TMPDIR:-/tmp}/terrabalance-measure}
study=$scratch/10k
build=$PWD/build/release
[ -e "$study/study.toml" ] || "$build/bin/terrabalance" -q simulate --size 10240x10240 --years 2000,2010,2020 --zones 15 -o "$study"

row() { # NAME, gdal_translate options: a row of the table
  local name=$1 folder=$scratch/codec_$1 year
  shift
  mkdir -p "$folder"
  for year in 2000 2010 2020; do
    [ -e "$folder/landuse_$year.tif" ] || gdal_translate -q -co TILED=YES -co BLOCKXSIZE=512 -co BLOCKYSIZE=512 \
      -co NUM_THREADS=2 "$@" "$study/landuse_$year.tif" "$folder/landuse_$year.tif"
  done
  cp "$study"/zones.{tif,gpkg} "$folder"
  "$build/benchmarks/account_against_decode" "$folder" 2 9 > "$scratch/account.txt"
  "$build/benchmarks/landscape_against_decode" "$folder" 2 9 "account and landscape" > "$scratch/landscape.txt"
  # `no zones   decode 0.063 s, account 0.071 s, ratio 1.120, ...` and `account and landscape   0.236 s, 3.764 x decode`
  sed -n 's/^no zones *decode \(.*\) s, account \(.*\) s, ratio \([0-9.]*\),.*/\1 | \2 | \3/p' "$scratch/account.txt" |
    sed "s/^/| \`$name\` | $(cat "$folder"/landuse_*.tif | wc -c | awk '{printf "%.1f", $1 / 1e6}') | /" | tr -d '\n'
  sed -n 's/^account and landscape *\(.*\) s, \([0-9.]*\) x decode/ | \1 | \2 |/p' "$scratch/landscape.txt"
}

rows=$(
  row DEFLATE -co COMPRESS=DEFLATE
  row ZSTD -co COMPRESS=ZSTD
  row ZSTD_1 -co COMPRESS=ZSTD -co ZSTD_LEVEL=1
  row LZW -co COMPRESS=LZW
  row NONE
)
benchmarks/section.py "${page:-docs/performance.md}" <<TEXT
## Codecs

Written by \`benchmarks/measure_codecs.sh\` on $(date +%F). The same three years of 10240 × 10240 cells in blocks of 512 × 512, two threads, no zones; GDAL's usual levels
but for \`ZSTD_1\`, its fastest; medians of nine turns in one process. DEFLATE is unpacked by libdeflate, where libtiff has it.

| codec | MB | decode, s | account, s | account / decode | account and landscape, s | account and landscape / decode |
| --- | --- | --- | --- | --- | --- | --- |
$rows

What kernels add to decoding hardly depends on the codec, so their share grows where decoding is faster.
TEXT
