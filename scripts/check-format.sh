#!/usr/bin/env bash
# Fails on a C++ file that clang-format 14 would change.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 --dry-run --Werror
echo "format: clean"
