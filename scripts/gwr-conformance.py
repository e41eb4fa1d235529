#!/usr/bin/env python3
"""Compares `terrabalance gwr` with reference results of mgwr; writes docs/gwr-conformance.md.

Usage: scripts/gwr-conformance.py PROGRAM REFERENCE > docs/gwr-conformance.md
REFERENCE is a folder with data/gwr and expected/gwr. Exit status 1 if a tolerance is exceeded.
"""
import csv
import json
import math
import os
import subprocess
import sys
import tempfile

SCALARS = {"RSS": "rss", "tr_S": "tr_s", "tr_STS": "tr_sts", "sigma2": "sigma2", "AIC": "aic",
           "AICc": "aicc", "BIC": "bic", "CV": "cv", "R2": "r2", "adj_R2": "adj_r2",
           "critical_t_95_adj": "critical_t_95"}
COLUMNS = {"yhat": "yhat", "resid": "resid", "std_resid": "std_resid", "localR2": "local_r2",
           "influence": "influence", "cooksD": "cooks_d", "CN": "condition_number"}


def table(program, result, name):
    text = subprocess.run([program, "table", result, name], check=True, capture_output=True,
                          text=True).stdout
    return list(csv.DictReader(text.splitlines()))


def difference(ours, theirs):
    """Largest difference, relative to the value or a hundredth of the column's largest."""
    scale = max(abs(v) for v in theirs) / 100
    return max(abs(a - b) / max(abs(b), scale) for a, b in zip(ours, theirs, strict=True))


def column_pairs(header):
    for name in header:
        kind, _, variable = name.partition("_")
        ours = {"est": "beta", "se": "se", "t": "t", "VDP": "vdp", "VIF": "vif"}.get(kind)
        if name in COLUMNS:
            yield name, COLUMNS[name]
        elif ours:
            yield name, f"{ours}_{'intercept' if variable == 'Intercept' else variable}"


def compare(program, reference, name, work):
    expected = json.load(open(f"{reference}/expected/gwr/{name}.json"))
    result = os.path.join(work, name + ".h5")
    adaptive = not expected["fixed"]
    bandwidth = f"{expected['bw']:.0f}" if adaptive else repr(expected["bw"])
    subprocess.run([program, "-q", "gwr", f"{reference}/data/gwr/{expected['file']}",
                    "--coords", ",".join(expected["coords"]), "--response", expected["dep"],
                    "--predictors", ",".join(expected["X"]), "--kernel", expected["kernel"],
                    "--bandwidth", bandwidth, "-o", result] + ["--adaptive"] * adaptive,
                   check=True)
    summary = {row["name"]: float(row["value"]) for row in table(program, result, "gwr/summary")}
    scalar = max(abs(summary[ours] / expected["fit"][theirs] - 1)
                 for theirs, ours in SCALARS.items())
    local = table(program, result, "gwr/local")
    rows = list(csv.DictReader(open(f"{reference}/expected/gwr/{name}.csv")))
    worst, where = 0, ""
    for theirs, ours in column_pairs(rows[0]):
        d = difference([float(r[ours]) for r in local], [float(r[theirs]) for r in rows])
        if not d <= worst:
            worst, where = d, ours
    return scalar, worst, where, 1e-6 if adaptive else 1e-8


def main(program, reference):
    names = sorted(f[:-5] for f in os.listdir(f"{reference}/expected/gwr")
                   if "__" in f and f.endswith(".json") and "global" not in f)
    print("# Conformance of gwr with mgwr\n")
    print("Written by scripts/gwr-conformance.py: largest relative differences from mgwr 2.2.1 over "
          "eleven scalars and\nover every local column (relative to the value or a hundredth of the "
          "column's largest).\n")
    print("| run | scalars | tolerance | local columns | worst column | tolerance | |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    good = True
    with tempfile.TemporaryDirectory() as work:
        for name in names:
            scalar, worst, where, tolerance = compare(program, reference, name, work)
            holds = scalar <= 1e-9 and worst <= tolerance and not math.isnan(worst)
            good = good and holds
            print(f"| {name.replace('__', ', ')} | {scalar:.1e} | 1e-9 | {worst:.1e} | {where} | "
                  f"{tolerance:.0e} | {'holds' if holds else '**fails**'} |")
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
