#!/usr/bin/env python3
"""Lays small files into a folder under the names that the commands of the docs use.

Usage: stand_ins.py PROGRAM FOLDER. All are made from the example study; nothing in them is a finding.
"""
import csv
import io
import math
import shutil
import subprocess
import sys
from pathlib import Path

program, folder = sys.argv[1], Path(sys.argv[2])
example = Path(__file__).resolve().parents[2] / "examples" / "beibu-gulf"


def run(*arguments):
    return subprocess.run(arguments, check=True, text=True, stdout=subprocess.PIPE, cwd=folder).stdout


def table(name):
    return list(csv.DictReader(io.StringIO(run(program, "table", "results.h5", name))))


def write(name, header, rows):
    with open(folder / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def copies():
    for year, letter in (("2000", "a"), ("2010", "b"), ("2020", "c")):
        source = example / f"landuse_simulated_{year}.tif"
        for name in (f"lu_{year}.tif", f"{letter}.tif", f"landuse_simulated_{year}.tif"):
            shutil.copy(source, folder / name)
        shutil.copy(example / f"nightlight_simulated_{year}.tif", folder)
    shutil.copy(example / "landuse_simulated_2020.tif", folder / "landuse.tif")
    for source, name in (("dem_simulated.tif", "dem.tif"), ("error_matrix_simulated.csv", "samples.csv"),
                         ("statistics.csv", "statistics.csv"), ("cities.geojson", "cities.geojson")):
        shutil.copy(example / source, folder / name)
    # Without electricity, whose factor a study must give.
    lines = (example / "activities_simulated.csv").read_text().splitlines(keepends=True)
    (folder / "energy.csv").write_text("".join(line for line in lines if ",electricity," not in line))
    for name in ("activities_simulated.csv", "dem_simulated.tif", "ranges_assumed.csv", "error_matrix_simulated.csv",
                 "study.toml"):
        shutil.copy(example / name, folder)


def results():
    run(program, "-q", "run", "study.toml", "-o", "results.h5")
    shutil.copy(folder / "results.h5", folder / "out.h5")
    run(program, "-q", "account", "study.toml", "--maps", "net-map", "-o", "scrap.h5")
    run("gdal_translate", "-q", "net-map/net_2020.vrt", "net.tif")
    run(program, "-q", "suitability", "--landuse", "2020=c.tif", "--dem", "dem.tif", "--factor", "slope", "--maps",
        "factors", "-o", "scrap.h5")
    run("gdal_translate", "-q", "factors/slope.vrt", "slope.tif")
    shutil.copy(folder / "slope.tif", folder / "pd.tif")
    run(program, "-q", "landscape", "--landuse", "2020=c.tif", "--legend", "terrabalance", "--grid-cell", "20",
        "--grid-maps", "grid", "-o", "scrap.h5")
    shutil.copy(next((folder / "grid").glob("*.tif")), folder / "grid.tif")


def centres():
    """Mean of the vertices of each city, good enough to stand for its place."""
    import json
    places = {}
    for feature in json.loads((folder / "cities.geojson").read_text())["features"]:
        flat = []
        stack = [feature["geometry"]["coordinates"]]
        while stack:
            part = stack.pop()
            if isinstance(part[0], (int, float)):
                flat.append(part)
            else:
                stack.extend(part)
        places[str(feature["properties"]["adcode"])] = [sum(p[i] for p in flat) / len(flat) for i in (0, 1)]
    return places


def city_tables():
    balance = {}
    for row in table("account/balance"):
        balance.setdefault((row["zone"], row["year"]), {})[row["item"]] = row["value"]
    write("balance.csv", ["city", "year", "source", "sink"],
          [[zone, year, v["source"], v["sink"]] for (zone, year), v in balance.items()])
    write("indicators.csv", ["city", "year", "indicator", "value"],
          [[r["city"], r["year"], r["indicator"], r["value"]] for r in table("evaluate/indicators")])
    weights = table("evaluate/weights")
    negative = {"development_intensity"}
    write("criteria.csv", ["indicator", "subsystem", "direction"],
          [[r["indicator"], r["subsystem"], "-" if r["indicator"] in negative else "+"] for r in weights])
    write("closeness.csv", ["city", "year", "subsystem", "closeness"],
          [[r["city"], r["year"], r["subsystem"], r["closeness"]] for r in table("evaluate/closeness")])
    areas = table("account/land_use")
    write("areas.csv", ["year", "zone", "class", "area_ha"],
          [[r["year"], r["zone"], r["class"], r["area_ha"]] for r in areas])
    rate = {"cropland": 0.4, "forest": -0.6, "grassland": -0.02, "water": -0.25, "construction": 60, "unused": 0,
            "wetland": -0.4}
    write("land.csv", ["city", "year", "class", "area_ha", "t_c_per_ha", "lower_ha", "upper_ha"],
          [[r["zone"], r["year"], r["class"], r["area_ha"], rate[r["class"]], 0.9 * float(r["area_ha"]),
            1.2 * float(r["area_ha"])] for r in areas])
    ranges = [[f"delta.{c}", "triangular", *sorted([0.8 * v, v, 1.2 * v])] if v else [f"delta.{c}", "fixed", 0, "", ""]
              for c, v in rate.items()]
    ranges += [["activity.*", "normal", 1, 0.9, 1.1]]
    for item in {line.split(",")[2] for line in (folder / "energy.csv").read_text().splitlines()[1:]}:
        ranges += [[f"{kind}.{item}", "fixed", 0.5, "", ""] for kind in ("ef", "coal_factor")]
    write("ranges.csv", ["id", "dist", "p1", "p2", "p3", "p4", "scope", "source"],
          [[*r, "", "city_year" if r[0] == "activity.*" else "", "a stand-in"] for r in ranges])
    places = centres()
    write("km.csv", ["from", "to", "km"],
          [[a, b, 100 * math.dist(places[a], places[b])] for a in places for b in places if a != b])
    last = {zone: v for (zone, year), v in balance.items() if year == "2020"}
    names = sorted(last)
    write("cities.csv", ["city", "x", "y", "net", "gdp", "relief", "zone"],
          [[z, *places[z], last[z]["net"], 1000.5 + 37 * i * i, (i * 7) % 3, "abc"[i % 3]] for i, z in enumerate(names)])
    (folder / "rules.toml").write_text(
        '[[rule]]\nzone = "carbon balance zone"\nx = ["low", "medium"]\nz = ["high"]\n\n'
        '[[rule]]\nzone = "low-carbon optimisation zone"\n')
    return places, {z: [balance[(z, y)]["net"] for y in ("2010", "2020")] for z in names}


def points():
    rows = []
    for i in range(150):
        x, y = (i * 37) % 100, (i * 61) % 100
        a, b, c = (i * 13) % 17, (i * 29) % 23, (i * 7) % 19
        rows.append([x, y, 2 + 0.01 * x * a - 0.1 * b + 0.02 * c * c + ((i * 97) % 10) / 50, a, b, c])
    write("georgia.csv", ["X", "Y", "PctBach", "PctRural", "PctPov", "PctBlack"], rows)
    write("stations.csv", ["X", "Y", "net"], [r[:3] for r in rows])


def polygons(nets):
    """The cities with numbers: as GeoPackage (id, net, pd, shdi), and net of two years in the GeoJSON."""
    import json
    document = json.loads((folder / "cities.geojson").read_text())
    for i, feature in enumerate(document["features"]):
        properties = feature["properties"]
        zone = str(properties["adcode"])
        properties.update(id=zone, net=float(nets[zone][1]), net_2010=float(nets[zone][0]),
                          net_2020=float(nets[zone][1]), pd=1 + (i * 5) % 7, shdi=1 + ((i * 11) % 13) / 10)
    (folder / "cities.geojson").write_text(json.dumps(document, ensure_ascii=False))
    run("ogr2ogr", "-f", "GPKG", "cities.gpkg", "cities.geojson")


copies()
results()
_, net = city_tables()
points()
polygons(net)
