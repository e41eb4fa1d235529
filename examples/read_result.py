"""What to do with a result in Python. Usage: read_result.py results.h5 [study.gpkg]

Needs h5py and numpy; with pandas and matplotlib it also draws, with geopandas and a GeoPackage
(terrabalance export study.toml -o study.gpkg) it maps.
"""
import sys

import h5py
import numpy as np

path = sys.argv[1]

# A table is a group with one array a column; `columns` has their order.
with h5py.File(path) as file:
    table = file["account/balance"]
    columns = {name: table[name][:] for name in table.attrs["columns"]}

text = {name: values.astype(str) if values.dtype.kind in "OS" else values for name, values in columns.items()}
net = text["item"] == "net"
last = text["year"] == text["year"].max()
order = np.argsort(-text["value"][net & last])
print(f"net carbon of {text['year'].max()}, {text['unit'][net][0]}")
for zone, value in zip(text["zone"][net & last][order], text["value"][net & last][order]):
    print(f"  {zone:>8} {value:15,.0f}")

# The same as an array over years and zones, with its scales.
with h5py.File(path) as file:
    array = file["account/net"]
    print("account/net:", array.shape, "of", ", ".join(scales[0].name.split("/")[-1] for scales in array.dims))

try:
    import pandas
    import matplotlib
    matplotlib.use("Agg")
except ImportError:
    sys.exit(0)
frame = pandas.DataFrame({name: text[name] for name in ("year", "zone", "item", "value")})
years = frame[frame["item"] == "net"].pivot(index="zone", columns="year", values="value")
years.plot.bar(ylabel="net carbon, t C a year").figure.savefig("net.png", bbox_inches="tight")
print("net.png")

if len(sys.argv) > 2:
    import geopandas
    cities = geopandas.read_file(sys.argv[2], layer="account_balance_map")
    now = cities[(cities["item"] == "net_per_km2") & (cities["year"] == cities["year"].max())]
    now.plot("value", legend=True).figure.savefig("map.png", bbox_inches="tight")
    print("map.png")
