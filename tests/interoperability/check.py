"""Reads a result in h5py, xarray, ncdump, GDAL and GeoPandas and compares it with the tables as CSV.

Usage: check.py FOLDER, as scripts/test-interoperability.sh lays it out. Programs that are not installed are
named as skipped.
"""
import csv
import importlib.util
import json
import math
import shutil
import subprocess
import sys
from pathlib import Path

folder = Path(sys.argv[1])
result = folder / "results.h5"
tables = ["account/balance", "account/land_use", "change/transition", "landscape/class", "pattern/local"]


def rows(table):
    with open(folder / (table.replace("/", "_") + ".csv"), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def same(text, value):
    """Whether a cell of the CSV and a value of another program are the same to the last bit."""
    if isinstance(value, bytes):
        value = value.decode()
    if isinstance(value, str):
        return text == (value or "NA")
    if text == "NA":
        return math.isnan(value)
    return float(text) == float(value)


def check(done, name):
    print(f"{name}: {done} values are those of `terrabalance table`")
    assert done > 0


def installed(*modules):
    missing = [m for m in modules if importlib.util.find_spec(m) is None]
    if missing:
        print(f"skipped: {', '.join(missing)} not installed")
    return not missing


def with_h5py():
    import h5py
    done = 0
    with h5py.File(result) as file:
        for table in tables:
            group = file[table]
            expected = rows(table)
            names = [n.decode() if isinstance(n, bytes) else n for n in group.attrs["columns"]]
            assert names == list(expected[0]), table
            for name in names:
                column = group[name][:]
                assert len(column) == len(expected), (table, name)
                for row, value in zip(expected, column):
                    assert same(row[name], value), (table, name, row, value)
                    done += 1
    check(done, "h5py")


def with_xarray():
    import xarray
    done = 0
    with xarray.open_dataset(result, group="account", engine="h5netcdf") as account:
        net = account["net"]
        zones = [z.decode() if isinstance(z, bytes) else str(z) for z in net["zone"].values]
        years = [int(y) for y in net["year"].values]
        assert net.attrs["units"] == "t C/yr", net.attrs
        for row in rows("account/balance"):
            if row["item"] != "net" or row["zone"] not in zones:
                continue
            value = float(net.values[years.index(int(row["year"])), zones.index(row["zone"])])
            assert same(row["value"], value), row
            done += 1
    check(done, "xarray")


def with_ncdump():
    dump = subprocess.run(["ncdump", "-p", "9,17", "-v", "value", result], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    # Several groups have a variable `value`: take that of account/balance.
    part = dump[dump.index("group: balance {"):]
    data = part[part.index(" value = ") + 9:part.index(" ;", part.index(" value = "))]
    values = [float("nan") if text.strip() in ("_", "NaN") else float(text) for text in data.split(",")]
    expected = rows("account/balance")
    assert len(values) == len(expected)
    for row, value in zip(expected, values):
        assert same(row["value"], value), (row, value)
    check(len(values), "ncdump")


def with_gdal():
    info = json.loads(subprocess.run(["gdalinfo", "-json", f"HDF5:{result}://account/net"], check=True, text=True,
                                     stdout=subprocess.PIPE).stdout)
    zones = {row["zone"] for row in rows("account/balance")}
    years = {row["year"] for row in rows("account/balance")}
    assert sorted(info["size"]) == sorted([len(zones), len(years)]), info["size"]
    # The cells of the map of net carbon sum to the balance: float32 each, so nearly.
    stats = json.loads(subprocess.run(["gdalinfo", "-json", "-stats", folder / "maps/net_2020.vrt"], check=True, text=True,
                                      stdout=subprocess.PIPE).stdout)
    band = stats["bands"][0]["metadata"][""]
    percent = float(band["STATISTICS_VALID_PERCENT"]) / 100
    total = float(band["STATISTICS_MEAN"]) * percent * stats["size"][0] * stats["size"][1]
    balance = sum(float(r["value"]) for r in rows("account/balance") if r["year"] == "2020" and r["item"] == "net")
    assert abs(total - balance) < 1e-3 * abs(balance), (total, balance)
    print(f"GDAL: opens arrays; the map of 2020 sums to {total:.6g} t C, the table to {balance:.6g}")


def with_geopandas():
    import geopandas
    frame = geopandas.read_file(folder / "study.gpkg", layer="account_balance_map")
    expected = rows("account/balance")
    done = 0
    found = {(int(r["year"]), str(r["zone"]), r["item"]): r for _, r in frame.iterrows()}
    for row in expected:
        other = found.get((int(row["year"]), row["zone"], row["item"]))
        assert other is not None, row
        assert row["value"] == "NA" or float(row["value"]) == other["value"], (row, other["value"])
        assert other.geometry is not None and other.geometry.is_valid is not None
        done += 1
    check(done, "GeoPandas")


if installed("h5py"):
    with_h5py()
if installed("xarray", "h5netcdf"):
    with_xarray()
for program, test in (("ncdump", with_ncdump), ("gdalinfo", with_gdal)):
    if shutil.which(program):
        test()
    else:
        print(f"skipped: {program} not installed")
if installed("geopandas"):
    with_geopandas()
