#!/usr/bin/env bash
# Runs tests under ThreadSanitizer, with Archer, which tells it of OpenMP's order. A race ends with status 1.
# Usage: scripts/test-threads.sh [TEST_PROGRAM [GTEST_ARGUMENT...]]     default: all tests of the engine
set -euo pipefail
cd "$(dirname "$0")/.."
test=${1:-test_engine}
shift || true

cmake --preset tsan > /dev/null
cmake --build --preset tsan --target "$test"
export OMP_TOOL_LIBRARIES=/usr/lib/llvm-14/lib/libarcher.so
export TSAN_OPTIONS="ignore_noninstrumented_modules=1 suppressions=$PWD/tests/races_of_libraries.txt exitcode=1 die_after_fork=0"
build/tsan/tests/"$test" "$@"
