#!/usr/bin/env python3
"""Makes this example study anew, or the same study at another resolution.

    examples/beibu-gulf/regenerate.py build/release/bin/terrabalance
    examples/beibu-gulf/regenerate.py build/release/bin/terrabalance --resolution 30 -o beibu-30m

The land is simulated within the real cities. Simulated numbers of people, money and energy are
scaled to the census of 2010 and 2020 (that of 2000 to 2010's), so that a city of two million people
has the economy of two million people; the census itself goes in as it is.
"""
import argparse
import csv
import pathlib
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
YEARS = ["2000", "2010", "2020"]
COLUMNS = ["city", "year", "item", "value", "unit", "source"]
# These follow the land, not the people.
OF_THE_LAND = {"grain_output", "fertiliser", "pesticide", "plastic_film", "farm_diesel", "ploughing",
               "irrigation"}


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def scaled(row, factor):
    if row["item"] in OF_THE_LAND:
        return row
    value = float(row["value"]) * factor
    text = f"{value:.0f}" if value >= 1e4 else f"{value:.5g}"
    return {**row, "value": text, "source": "simulated, scaled to census population"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", help="the terrabalance executable")
    parser.add_argument("--resolution", default="500", help="cell size in metres")
    parser.add_argument("-o", "--output", default=HERE, type=pathlib.Path)
    arguments = parser.parse_args()
    output = arguments.output.resolve()
    output.mkdir(parents=True, exist_ok=True)

    with tempfile.TemporaryDirectory(dir=output) as folder:
        made = pathlib.Path(folder)
        subprocess.run([arguments.program, "simulate", "--cities", HERE / "cities.geojson",
                        "--zone-id", "adcode", "--resolution", arguments.resolution,
                        "--years", ",".join(YEARS), "--seed", "2020", "-o", made], check=True)
        for year in YEARS:
            for layer in ("landuse", "nightlight"):
                (made / f"{layer}_{year}.tif").replace(output / f"{layer}_simulated_{year}.tif")
        (made / "dem.tif").replace(output / "dem_simulated.tif")
        statistics = read(made / "statistics.csv")
        activities = read(made / "activities.csv")

    census = read(HERE / "population_census.csv")
    people = {(row["city"], row["year"]): row for row in census}
    simulated = {(row["city"], row["year"]): float(row["value"])
                 for row in statistics if row["item"] == "population"}
    factor = {key: float(row["value"]) / simulated[key] for key, row in people.items()}
    for city in {row["city"] for row in census}:
        factor[city, "2000"] = factor[city, "2010"]

    rows = []
    for row in statistics:
        key = (row["city"], row["year"])
        measured = row["item"] == "population" and key in people
        rows.append(people[key] if measured else scaled(row, factor[key]))
    write(output / "statistics.csv", rows)
    write(output / "activities_simulated.csv",
          [scaled(row, factor[row["city"], row["year"]]) for row in activities])
    if output != HERE:
        for name in ("cities.geojson", "study.toml", "ranges_assumed.csv",
                     "error_matrix_simulated.csv"):
            shutil.copy(HERE / name, output / name)


if __name__ == "__main__":
    main()
