#!/usr/bin/env bash
# Runs every command of the docs: the fenced blocks marked `sh run`, file by file, in a scratch folder
# where small data of the example stand under the names that the docs use (tests/docs/stand_ins.py).
# Usage: scripts/test-docs.sh [PROGRAM] [FILE.md ...]
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
program=$(realpath "${1:-build/release/bin/terrabalance}")
shift || true
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files -co --exclude-standard 'docs/*.md' README.md 'examples/*.md')

scripts/check-docs.py "$program"
if command -v mkdocs > /dev/null; then
  mkdocs build --quiet --strict
  echo "docs: build/site/index.html is the manual as a site"
else
  echo "docs: no mkdocs, the site is not built (apt-get install mkdocs mkdocs-literate-nav)"
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/desk"
ln -s "$program" "$folder/bin/terrabalance"
# mpirun as the tests start it: more ranks than cores, and as root where the tests run as root.
printf '#!/bin/sh\nexport OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1\nexec %s --oversubscribe --bind-to none "$@"\n' \
  "$(command -v mpirun)" > "$folder/bin/mpirun"
chmod +x "$folder/bin/mpirun"
export PATH=$folder/bin:$PATH
tests/docs/stand_ins.py "$program" "$folder/desk" 2> "$folder/log" || { cat "$folder/log" >&2; exit 1; }

status=0
if ! scripts/tables-reference.py "$program" "$folder/desk/results.h5" | diff -u docs/tables.md - > "$folder/log"; then
  head -40 "$folder/log"
  echo "docs/tables.md: out of date; make it with: scripts/tables-reference.py PROGRAM RESULT > docs/tables.md" >&2
  status=1
fi
for file in "${files[@]}"; do
  # One script of all blocks; before each line of a block, its place, for the message.
  awk -v file="$file" '
    /^```sh run/ { on = 1; next }
    /^```/ { on = 0 }
    on { if (!going) print "place=" file ":" NR; print; going = /\\$/ }' "$file" > "$folder/script"
  [ -s "$folder/script" ] || continue
  rm -rf "$folder/run"
  cp -r "$folder/desk" "$folder/run"
  ln -s "$top/examples" "$folder/run/examples"
  count=$(grep -c '^place=' "$folder/script")
  if (cd "$folder/run" && bash -eu -c \
      'trap "echo \"\$place: does not run\" >&2" ERR; . "$0"' "$folder/script") > "$folder/log" 2>&1; then
    echo "docs: $file: $count commands"
  else
    tail -20 "$folder/log"
    status=1
  fi
done
exit $status
