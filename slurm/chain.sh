#!/bin/bash
# From rasters to a page: three jobs, each waiting for the one before. Edit the three marked lines, then, where
# sbatch is:
#   bash chain.sh
# A job that is queued again at its time limit keeps the next one waiting; one that fails ends the chain.
set -euo pipefail

folder=${1:-$HOME/study}               # EDIT: study.toml is there, results.h5 and report.html come there
land=${2:-simulate.sbatch}             # EDIT: what makes the rasters: your copy of simulate.sbatch or align.sbatch
study=${3:-many-nodes.sbatch}          # EDIT: what computes: your copy of many-nodes.sbatch or account.sbatch

after() { echo --parsable --kill-on-invalid-dep=yes --dependency=afterok:"$1"; }
made=$(sbatch --parsable "$land" "$folder")
run=$(sbatch $(after "$made") "$study" "$folder/study.toml" -o "$folder/results.h5")
page=$(sbatch $(after "$run") --job-name=terrabalance-report --ntasks=1 --time=00:10:00 --output=%x-%j.log \
  --wrap "terrabalance report '$folder/results.h5' -o '$folder/report.html'")
echo "$made $run $page"
