#!/usr/bin/env bash
# Prints the times of the city-level jobs on a table of 3,000 units, whole commands, as rows of a table.
# Usage: benchmarks/measure_cities.sh [SCRATCH_FOLDER]      with an otherwise idle machine
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=${1:-${TMPDIR:-/tmp}/terrabalance-measure}/cities
program=$PWD/build/release/bin/terrabalance
mkdir -p "$scratch"

# Jittered quadrilaterals, 60 x 50, that share their corners; one year.
python3 - "$scratch" <<'PY'
import json, math, random, sys
folder, columns, rows = sys.argv[1], 60, 50
units = range(columns * rows)
random.seed(1)
corner = {(x, y): (x + 0.4 * random.random(), y + 0.4 * random.random()) for x in range(columns + 1) for y in range(rows + 1)}
def number():
    return [2 + math.sin((i % columns) / 9) + random.random() for i in units]
y, factors = number(), [number() for _ in range(6)]
features = []
for i in units:
    c, r = i % columns, i // columns
    ring = [corner[c, r], corner[c + 1, r], corner[c + 1, r + 1], corner[c, r + 1], corner[c, r]]
    features.append({'type': 'Feature', 'properties': {'id': f'u{i}', 'y': y[i]},
                     'geometry': {'type': 'Polygon', 'coordinates': [[[1e4 * a, 1e4 * b] for a, b in ring]]}})
json.dump({'type': 'FeatureCollection', 'crs': {'type': 'name', 'properties': {'name': 'EPSG:32649'}}, 'features': features},
          open(f'{folder}/units.geojson', 'w'))
def table(name, header, lines):
    with open(f'{folder}/{name}.csv', 'w') as file:
        file.write(header + '\n' + '\n'.join(lines) + '\n')
table('data', 'id,y,' + ','.join(f'f{k}' for k in range(6)),
      (','.join([f'u{i}', str(y[i])] + [str(f[i]) for f in factors]) for i in units))
table('carbon', 'city,year,source,sink', (f'u{i},2020,{5 * factors[0][i]},{factors[1][i]}' for i in units))
table('indicators', 'city,year,indicator,value',
      (f'u{i},2020,x{k},{value}' for k in range(18) for i, value in enumerate(number())))
table('criteria', 'indicator,subsystem,direction',
      (f"x{k},{['economy', 'resources', 'ecology'][k % 3]},{'+-'[k % 2]}" for k in range(18)))
classes = [('cropland', 3e4, 0.42), ('forest', 4e4, -0.62), ('grassland', 5e3, -0.02), ('water', 3e3, -0.25),
           ('wetland', 1e3, -0.5), ('unused', 2e2, -0.005), ('construction', 1e3, 12)]
def land():
    for i in units:
        for name, area, carbon in classes:
            area *= 0.2 + 1.6 * random.random()
            if name == 'construction': area *= 2 * random.random()
            yield f'u{i},2020,{name},{area},{carbon * (0.9 + 0.2 * random.random())},{0.8 * area},{1.3 * area}'
table('land', 'city,year,class,area_ha,t_c_per_ha,lower_ha,upper_ha', land())
table('places', 'city,x,y', (f"u{i},{1e4 * corner[i % columns, i // columns][0]},{1e4 * corner[i % columns, i // columns][1]}" for i in units))
PY

. benchmarks/measure_tools.sh
at() { echo "$scratch/$1"; }
pattern=("$program" -q pattern "$(at units.geojson)" --id id --variable y --weights queen -o "$(at pattern.h5)")
coupling=("$program" -q coupling "$(at carbon.csv)" -o "$(at coupling.h5)")
evaluate=("$program" -q evaluate "$(at indicators.csv)" --criteria "$(at criteria.csv)" --draws 0 -o "$(at evaluate.h5)")
detect=("$program" -q detect "$(at data.csv)" --response y --factors f0,f1,f2,f3,f4,f5 --discretize quantile:6 -o "$(at detect.h5)")
zone=("$program" -q zone "$(at closeness.csv)" --land "$(at land.csv)" --places "$(at places.csv)" -o "$(at zone.h5)")
"${evaluate[@]}"
"$program" table "$(at evaluate.h5)" evaluate/closeness > "$(at closeness.csv)"
nothing=("$program" --version)
permuted=("${pattern[@]}" --permutations 9999 --threads 2)
total=0
for job in nothing pattern coupling evaluate detect zone; do
  declare -n command=$job
  time=$(seconds "${command[@]}")
  [ $job = nothing ] && start=$time || total=$(echo "$total + $time - $start" | bc)
  echo "| $job | $time |"
done
echo "| all five, one start-up | $(echo "$total + $start" | bc) |"
echo "| pattern with 9,999 permutations, 2 threads | $(seconds "${permuted[@]}") |"

# Cells of a raster.
[ -e "$scratch/raster/dem.tif" ] ||
  "$program" -q simulate --size 1000x1000 --years 2000 --zones 5 -o "$scratch/raster"
lattice=("$program" -q pattern --raster "net=$(at raster/nightlight_2000.tif)" --permutations 99 --threads 2 -o "$(at lattice.h5)")
cells=("$program" -q detect --raster "net=$(at raster/nightlight_2000.tif)" --raster "dem=$(at raster/dem.tif)"
  --raster "land=$(at raster/landuse_2000.tif)" --response net --factors dem,land --discretize dem=quantile:6 --threads 2
  -o "$(at cells.h5)")
echo "| Gi* and local Moran of 10^6 cells, 99 permutations, 2 threads | $(seconds "${lattice[@]}") |"
echo "| detector of 10^6 cells, 2 factors, 2 threads | $(seconds "${cells[@]}") |"
