#!/usr/bin/env python3
"""Compares distances to a class with those of scipy and of GRASS's r.grow.distance on one raster.

Usage: scripts/distance-conformance.py RASTER CODE [PROGRAM]
Needs python3-scipy and python3-gdal; GRASS is left out where there is no `grass`. Exits with 1 if
scipy's exact transform differs in any cell, or if GRASS finds a shorter way anywhere.
"""

import os
import shutil
import subprocess
import sys
import tempfile

import numpy
import scipy.ndimage
from osgeo import gdal


def cells_of(path):
    return gdal.Open(path).ReadAsArray()


def ours(program, raster, code, folder):
    subprocess.run([program, "-q", "suitability", "--landuse", f"2000={raster}", "--factor", f"distance:{code}",
                    "--maps", folder, "-o", f"{folder}/o.h5"], check=True)
    return cells_of(f"{folder}/distance_{code}.tif")


def grass(raster, code, folder):
    commands = f"""
      r.in.gdal -o --quiet input={raster} output=land && g.region raster=land &&
      r.mapcalc --quiet "target = if(land == {code}, 1, null())" &&
      r.grow.distance --quiet input=target distance=d metric=euclidean &&
      r.out.gdal --quiet -c input=d output={folder}/grass.tif type=Float64 createopt=COMPRESS=DEFLATE
    """
    subprocess.run(["grass", "--tmp-location", raster, "--exec", "sh", "-c", commands], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return cells_of(f"{folder}/grass.tif")


def main():
    raster, code = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    program = sys.argv[3] if len(sys.argv) > 3 else "build/release/bin/terrabalance"
    cell = gdal.Open(raster).GetGeoTransform()[1]
    with tempfile.TemporaryDirectory() as folder:
        metres = ours(program, raster, code, folder)
        exact = scipy.ndimage.distance_transform_edt(cells_of(raster) != code) * cell
        wrong = int((numpy.abs(metres - exact) > 1e-6 * exact).sum())
        print(f"{metres.size} cells; scipy: {wrong} differ")
        if shutil.which("grass"):
            theirs = grass(raster, code, folder)
            longer = theirs > exact + 1e-6 * cell
            shorter = theirs < exact - 1e-6 * cell
            most = float((theirs - exact).max())
            print(f"GRASS: longer in {int(longer.sum())} cells, by {most:.4f} at most; shorter in {int(shorter.sum())}")
            wrong += int(shorter.sum())
    sys.exit(1 if wrong else 0)


main()
