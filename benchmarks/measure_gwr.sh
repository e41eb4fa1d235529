#!/usr/bin/env bash
# Measures geographically weighted regression and writes that section of docs/performance.md. Three minutes on two cores.
# Usage: benchmarks/measure_gwr.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. benchmarks/measure_tools.sh
figures=$(build/release/benchmarks/gwr_benchmark 2> /dev/null)

zillow=""
data=${TERRABALANCE_REFERENCE:-../shared}/data/gwr/zillow_20k.csv
if [ -e "$data" ]; then
  predictors=$(head -1 "$data" | tr -d '\r"' | tr ',' '\n' | grep -vxE 'utmX|utmY|value|' | paste -sd,)
  zillow="The search over FastGWR's published zillow_20k, whole command: $(seconds build/release/bin/terrabalance -q gwr "$data" \
    --coords utmX,utmY --response value --predictors "$predictors" --adaptive --threads 2 -o "${TMPDIR:-/tmp}/gwr.h5") s."
fi

multiscale=""
data=${TERRABALANCE_REFERENCE:-../shared}/data/gwr/zillow_5k.csv
if [ -e "$data" ]; then
  predictors=$(head -1 "$data" | tr -d '\r"' | tr ',' '\n' | grep -vxE 'utmX|utmY|value|' | paste -sd,)
  multiscale="Back-fitting of FastGWR's zillow_5k, a bandwidth per coefficient, standardised, without inference, whole command: $(rounds=1 seconds \
    build/release/bin/terrabalance -q gwr "$data" --coords utmX,utmY --response value --predictors "$predictors" --adaptive \
    --multiscale --standardize --inference no --threads 2 -o "${TMPDIR:-/tmp}/gwr.h5") s."
fi

benchmarks/section.py "${page:-docs/performance.md}" <<EOF
## Geographically weighted regression

Five coefficients; \`adaptive_fit/POINTS/THREADS\` is tree and fit with all diagnostics at 100 neighbours, \`wide_fit/PREDICTORS\` one fit of
20,000 points like that, \`lattice_fit/SIDE/BANDWIDTH\` one
fit of a square lattice. \`bytes/point\` is the peak beside input and output; below 100,000 points the allocator's reuse hides it.

\`\`\`
$figures
\`\`\`

$zillow $multiscale Other programs at 10,000 points, 100 neighbours, five coefficients, on two cores of another
machine, as reported and not repeated here: FastGWR (2 processes) 21.5 s, libgwmodel (2 threads) 26.6 s; mgwr at 2,000 points 6.8 s.

\`build/release/benchmarks/gwr_benchmark\`
EOF
