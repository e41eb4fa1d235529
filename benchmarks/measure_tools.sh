# What the measuring scripts share; they source it. Needs bc and time.

# Seconds that a command takes: median of `rounds` (5, or as the environment says; odd).
seconds() {
  local rounds=${rounds:-5} start end
  for _ in $(seq "$rounds"); do
    start=$(date +%s.%N)
    "$@" > /dev/null 2>&1 || { echo "failed: $*" >&2; exit 1; }
    end=$(date +%s.%N)
    echo "$end - $start" | bc
  done | sort -g | sed -n $((rounds / 2 + 1))p | awk '{printf "%.3f", $1}'
}

# Peak resident memory of a command, KiB.
peak() { /usr/bin/time -f %M "$@" 2>&1 > /dev/null | tail -1; }
