#!/usr/bin/env bash
# Installs the Debian packages that terrabalance needs and that are missing. Idempotent.
# Usage: scripts/install-deps.sh [--checks] [--peers]     --checks: also what .ci/run uses; --peers: what benchmarks/ compare with
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config ccache ca-certificates dpkg-dev file
  libopenmpi-dev openmpi-bin libgdal-dev gdal-bin libhdf5-openmpi-dev
  libeigen3-dev libcli11-dev libtomlplusplus-dev libspdlog-dev libxxhash-dev
  libboost-math-dev libnanoflann-dev librandom123-dev coinor-libclp-dev nlohmann-json3-dev
  libgtest-dev libgmock-dev libbenchmark-dev
)
checks=(clang-format-14 clang-tidy-14 libomp-14-dev git python3 python3-h5py netcdf-bin
  nodejs chromium fonts-noto-cjk zsh mmdebstrap valgrind valgrind-mpi mkdocs mkdocs-literate-nav
  munge slurmctld slurmd slurm-client slurm-wlm-basic-plugins environment-modules)
command -v npm > /dev/null || checks+=(npm)  # packages of Node.js other than Debian's bring it along

peers=(bc time python3 grass-core python3-gdal python3-numpy python3-scipy python3-matplotlib python3-rasterio r-cran-terra
  r-cran-spdep)
for option in "$@"; do
  case $option in
    --checks) packages+=("${checks[@]}") ;;
    --peers) packages+=("${peers[@]}") ;;
    *) echo "install-deps.sh: unknown option $option; there are --checks and --peers" >&2; exit 2 ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "install-deps.sh: run as root, or install sudo" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing: ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@" > "$log" 2>&1 || { cat "$log" >&2; exit 1; }; }
quietly apt-get update -qq
quietly apt-get install -y -qq --no-install-recommends "${missing[@]}"
