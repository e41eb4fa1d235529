#!/usr/bin/env bash
# Installs what is missing, builds terrabalance in release mode and runs all tests.
# Usage: scripts/test.sh [PRESET]     PRESET: release (default), debug or asan-ubsan
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
scripts/install-deps.sh
cmake --preset "$preset" > /dev/null
cmake --build --preset "$preset"
ctest --preset "$preset" --parallel "$(nproc)"
