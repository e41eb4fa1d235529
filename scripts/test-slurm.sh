#!/usr/bin/env bash
# Tests of the batch scripts on a Slurm of two nodes that is brought up here. Usage: scripts/test-slurm.sh [BUILD_FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "${1:-build/release}")
source tests/slurm/cluster.sh

work=$(mktemp -d /tmp/slurm.XXXXXX)
trap 'stop_cluster; rm -rf "$work"' EXIT
start_cluster "$work/cluster"

# As users have it: installed, through the module, scripts copied and edited in their marked lines.
cmake --install "$build" --prefix "$work/opt" > /dev/null
eval "$(modulecmd bash use "$work/opt/share/terrabalance/modulefiles")"
eval "$(modulecmd bash load terrabalance)"
[ "$(command -v terrabalance)" = "$work/opt/bin/terrabalance" ]
cp "$TERRABALANCE_SHARE"/slurm/*.{sbatch,sh} "$work/"
cd "$work"
sed -i '/EDIT/{
  s/--cpus-per-task=[0-9]*/--cpus-per-task=1/
  s/--nodes=[0-9]*/--nodes=2/
  s/--array=[0-9-]*/--array=1-3/
  s|\$HOME/study|'"$work"'/study|
  s/40960x40960/2048x2048/
}' ./*.sbatch chain.sh

failures=0
# check WHAT COMMAND...: says whether the command succeeds.
check() {
  local what=$1
  shift
  if "$@" > "$work/check" 2>&1; then
    echo "ok: $what ($((SECONDS))s)"
  else
    echo "FAILED: $what: $*"
    cat "$work/check"
    failures=$((failures + 1))
  fi
}

kept() { find "$1.checkpoint" -type f ! -name '*.partial' 2> /dev/null | grep -q .; }
field() { scontrol show job "$1" | grep -oP "\b$2=\K\S+" | head -1; }
ranks_of_job() {
  local file
  for file in $(env -u SLURM_CONF grep -lzs "^SLURM_JOB_ID=$1\$" /proc/[0-9]*/environ); do
    file=${file%/environ}
    if [ "$(cat "$file/comm")" = terrabalance ]; then echo "${file#/proc/}"; fi
  done
}
# Whether SIGUSR1 waits for all of these processes.
signalled() {
  local process pending
  for process in "$@"; do
    pending=$(sed -n 's/^ShdPnd:\s*//p' "/proc/$process/status")
    ((0x$pending & 0x200)) || return 1
  done
}
over() { ! squeue --noheader --jobs "$1" 2> /dev/null | grep -q .; }
completed() { [ "$(field "$1" JobState)" = COMPLETED ] || { cat ./*-"$1".log; return 1; }; }
restarted() { (($(field "$1" Restarts) > 0)); }
tables_equal() {  # RESULT RESULT: in all tables of the jobs, of which there are some
  local tables table
  tables=$(terrabalance table "$1" | grep -oE '^[a-z]+/[a-z_]+' | grep -vE '^(provenance|run)/')
  [ -n "$tables" ] || return 1
  for table in $tables; do
    cmp <(terrabalance table "$1" "$table") <(terrabalance table "$2" "$table") || return 1
  done
}
refused_without_pmix() {
  local status=0
  srun --ntasks=2 --mpi=none terrabalance coefficients > refused 2>&1 || status=$?
  [ $status = 2 ] && grep -q "srun --mpi=pmix" refused || { cat refused; return 1; }
}

# What the jobs are compared with: the same without Slurm.
terrabalance -q simulate --size 2048x2048 --years 2000,2010,2020 --zones 15 -o reference
terrabalance -q run reference/study.toml -o reference/results.h5
terrabalance -q account reference/study.toml -o account.h5

# Two jobs that are stopped in the middle; small blocks make many tiles. The first stands still until
# Slurm, whose clock ticks every 30 s, sends the signal ahead of its time limit; meanwhile the other
# tests go on. The second is queued again by an operator, which terminates it.
slow="landscape --zones reference/zones.gpkg --zone-id id --legend terrabalance --metrics all"
for year in 2000 2010 2020; do
  gdal_translate -q -co TILED=YES -co BLOCKXSIZE=16 -co BLOCKYSIZE=16 reference/landuse_$year.tif blocks_$year.tif
  slow+=" --landuse $year=blocks_$year.tif"
done
# shellcheck disable=SC2086
terrabalance -q $slow -o landscape.h5
slow+=" --threads 1 --tile 16 --checkpoint-interval 0.1"
printf '%s\n' "$slow -o limit.h5" "$slow -o operator.h5" > slow.txt
slow=$(sbatch --parsable --array=1-2 array.sbatch "$work/slow.txt")
wait_until 60 kept limit.h5
limited=$(ranks_of_job "$(squeue --noheader --jobs "${slow}_1" --format=%A)")
# shellcheck disable=SC2086
kill -STOP $limited
scontrol update job="${slow}_1" TimeLimit=2
wait_until 60 kept operator.h5
scontrol requeue "${slow}_2"

# Simulated land, study on both nodes, report: three jobs, each after the one before.
mkdir study
read -r made run page < <(bash chain.sh)
wait_until 60 over "$page"
check "chain: land" completed "$made"
check "chain: study on two nodes" completed "$run"
check "chain: report" completed "$page"
check "chain: land is that of a run without Slurm" cmp study/landuse_2020.tif reference/landuse_2020.tif
check "chain: study gives the same bits" tables_equal study/results.h5 reference/results.h5
check "chain: page of the report" grep -q "</html>" study/report.html

# One node; an array of a year, the next and a study; srun without PMIx.
account=$(sbatch --parsable account.sbatch "$work/study/study.toml" -o account_of_job.h5)
cat > study/tasks.txt <<END
account --landuse 2000=study/landuse_2000.tif --legend terrabalance -o year_2000.h5
account --landuse 2010=study/landuse_2010.tif --legend terrabalance -o year_2010.h5
account study/study.toml -o province.h5
END
array=$(sbatch --parsable array.sbatch)
check "srun without PMIx is refused" refused_without_pmix
wait_until 60 over "$account"
wait_until 60 over "$array"
check "account on a node" completed "$account"
check "account: same bits" tables_equal account_of_job.h5 account.h5
for year in 2000 2010; do
  terrabalance -q account --landuse $year=study/landuse_$year.tif --legend terrabalance -o alone_$year.h5 2> /dev/null
  check "array: year $year" tables_equal year_$year.h5 alone_$year.h5
done
check "array: study" tables_equal province.h5 account.h5

# Rasters on another grid, aligned.
mkdir raw
gdalwarp -q -tr 45 45 study/landuse_2000.tif raw/landuse_2000.tif
cp study/landuse_2020.tif raw/
align=$(sbatch --parsable --cpus-per-task=2 align.sbatch "$work/aligned" "$work/raw/landuse_2020.tif" "$work/raw")
wait_until 60 over "$align"
check "rasters aligned" completed "$align"
check "aligned rasters are on one grid" terrabalance -q account --landuse 2000=aligned/landuse_2000.tif \
  --landuse 2020=aligned/landuse_2020.tif --legend terrabalance -o aligned.h5

# shellcheck disable=SC2086
check "stopped by the limit: Slurm's signal has come" wait_until 45 signalled $limited
scontrol update job="${slow}_1" TimeLimit=60
# shellcheck disable=SC2086
kill -CONT $limited
wait_until 120 over "$slow"
for task in 1:limit 2:operator; do
  log=terrabalance-array-${slow}_${task%:*}.log
  name=${task#*:}
  check "stopped by the $name: kept, status 75" grep "go on with --resume" "$log"
  check "stopped by the $name: queued again" restarted "${slow}_${task%:*}"
  check "stopped by the $name: resumed in the middle" grep -E "resumed at [1-9][0-9]* %" "$log"
  check "stopped by the $name: same bits" tables_equal "$name.h5" landscape.h5
done

[ $failures = 0 ] || exit 1
echo "slurm: all as without it"
