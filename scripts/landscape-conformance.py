#!/usr/bin/env python3
"""Compares `terrabalance landscape` with the reference values of landscapemetrics and FRAGSTATS.

    scripts/landscape-conformance.py PROGRAM REFERENCE > docs/landscape-conformance.md

REFERENCE is a folder with data/landuse and expected/landscape.
"""
import csv
import io
import math
import pathlib
import subprocess
import sys
import tempfile

CASES = [  # raster, zones, expected, directions
    ("landscape.tif", None, "landscape_d8", 8),
    ("landscape.tif", None, "landscape_d4", 4),
    ("augusta_nlcd.tif", None, "augusta_nlcd_d8", 8),
    ("lausanne250_2006.tif", None, "lausanne250_2006_d8", 8),
    ("lausanne250_2006.tif", None, "lausanne250_2006_d4", 4),
    ("lausanne100_2006.tif", "lausanne100_zones.tif", "lausanne100_2006_zones_d8", 8),
]
FRAGSTATS = [("landscape.tif", "landscape"), ("augusta_nlcd.tif", "augusta_nlcd")]


def number(text):
    return math.nan if text in ("NA", "N/A") else float(text)


def difference(ours, theirs):
    """Relative; 0 where both are missing, infinite where one is."""
    if math.isnan(ours) or math.isnan(theirs):
        return 0.0 if math.isnan(ours) and math.isnan(theirs) else math.inf
    return abs(ours - theirs) / max(abs(theirs), 1e-3)


def compute(program, raster, zones, directions, convention="landscapemetrics"):
    """Values by (level, zone, class, metric); of patches, sorted lists."""
    values = {}
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/out.h5"
        command = [program, "-q", "landscape", "--landuse", f"2000={raster}", "--metrics", "all",
                   "--patches", "--directions", str(directions), "--convention", convention, "-o", out]
        subprocess.run(command + (["--zones", zones] if zones else []), check=True,
                       stderr=subprocess.DEVNULL)
        for level in ("class", "landscape", "patch"):
            text = subprocess.run([program, "table", out, f"landscape/{level}"], check=True,
                                  capture_output=True, text=True).stdout
            for row in csv.DictReader(io.StringIO(text)):
                zone = row["zone"] if zones else "all"
                key = (level, zone, row.get("class", "NA"), row["metric"])
                values.setdefault(key, []).append(number(row["value"]))
    return values


def worst_by_metric(values, expected):
    """{(level, metric): (how many values, worst difference)}"""
    worst = {}
    for key, theirs in expected.items():
        ours = values.get(key, [])
        far = math.inf if len(ours) != len(theirs) else max(
            difference(a, b) for a, b in zip(sorted(ours), sorted(theirs)))
        count, so_far = worst.get((key[0], key[3]), (0, 0.0))
        worst[key[0], key[3]] = (count + len(theirs), max(so_far, far))
    return worst


def read_landscapemetrics(folder, name):
    expected = {}
    files = [folder / f"{name}.csv", folder / f"{name}_patch.csv"]
    for file in filter(pathlib.Path.exists, files):
        with open(file, newline="") as text:
            for row in csv.DictReader(text):
                key = (row["level"], row.get("zone", "all"), row["class"], row["metric"])
                expected.setdefault(key, []).append(number(row["value"]))
    return expected


def read_fragstats(folder, name):
    expected = {}
    for level, ending in (("class", "class"), ("landscape", "land"), ("patch", "patch")):
        if not (folder / f"{name}.{ending}").exists():
            continue
        with open(folder / f"{name}.{ending}", newline="") as text:
            rows = [[field.strip() for field in row] for row in csv.reader(text)]
        for row in rows[1:]:
            fields = dict(zip(rows[0], row))
            land_class = fields.get("TYPE", "NA").removeprefix("cls_")
            for metric, value in fields.items():
                if metric not in ("LID", "TYPE", "PID"):
                    expected.setdefault((level, "all", land_class, metric.lower()), []).append(
                        number(value))
    return expected


def show(far):
    return "missing" if math.isinf(far) else f"{far:.1e}"


def main(program, reference):
    data = pathlib.Path(reference) / "data" / "landuse"
    folder = pathlib.Path(reference) / "expected" / "landscape"
    total = {}
    for raster, zones, name, directions in CASES:
        values = compute(program, str(data / raster), zones and str(data / zones), directions)
        for key, (count, far) in worst_by_metric(values, read_landscapemetrics(folder, name)).items():
            so_far = total.get(key, (0, 0.0))
            total[key] = (so_far[0] + count, max(so_far[1], far))

    print("# Conformance of `landscape`\n")
    print("Made by `scripts/landscape-conformance.py`. Differences are relative to the reference "
          "value (to 0.001 where it is smaller);\nNA must be NA.\n")
    print("## landscapemetrics 2.2.2\n")
    print("Rasters: " + ", ".join(name for _, _, name, _ in CASES) + ".")
    print(f"{sum(count for count, _ in total.values())} values; worst difference "
          f"{show(max(far for _, far in total.values()))}.\n")
    print("| level | metric | values | worst difference |\n| --- | --- | --- | --- |")
    for (level, metric), (count, far) in sorted(total.items()):
        print(f"| {level} | {metric} | {count} | {show(far)} |")

    print_fragstats(program, data, folder)


# Where FRAGSTATS' program and its manual differ, the manual is followed.
WHY = {
    "gyrate": "not the manual's mean distance to the centroid: its program gives a single cell 0.5 "
              "cells, and other places to centroids",
    "circle": "its program takes the circle over the patch's longest diameter, which may leave "
              "corners outside; here it is the smallest that holds all, as the manual says",
    "core": "its program finds up to 3 % fewer core cells in augusta_nlcd than the manual's rule "
            "gives; in landscape all agree",
}
AFFECTED = {"gyrate": ["gyrate"], "circle": ["circle"],
            "core": ["core", "dcore", "cai", "tca", "cpland", "ndca", "dcad"]}


def reason(metric):
    for why, bases in AFFECTED.items():
        if metric.split("_")[0] in bases:
            return WHY[why]
    return ""


def print_fragstats(program, data, folder):
    print("\n## FRAGSTATS 4.2, with `--convention fragstats`\n")
    print("Its output has four decimals; *agrees* means to half of the last one (patch level: of the "
          "values of a class in order of size).\n")
    agree = {}
    for raster, name in FRAGSTATS:
        values = compute(program, str(data / raster), None, 8, "fragstats")
        for key, theirs in read_fragstats(folder, name).items():
            ours = values.get(key, [math.inf] * len(theirs))
            counts = agree.setdefault((key[0], key[3]), [0, 0, 0.0])
            for a, b in zip(sorted(ours), sorted(theirs)):
                far = abs(a - b) if math.isnan(a) == math.isnan(b) else math.inf
                counts[0] += not far > 5.1e-5
                counts[1] += 1
                counts[2] = max(counts[2], 0.0 if math.isnan(far) else far)
    print("| level | metric | agree | of | worst difference | why |\n| --- | --- | --- | --- | --- | --- |")
    for (level, metric), (same, count, far) in sorted(agree.items()):
        why = reason(metric) if same < count else ""
        print(f"| {level} | {metric} | {same} | {count} | {far:.1e} | {why} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
