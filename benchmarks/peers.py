#!/usr/bin/env python3
"""Runs other programs on the same files as terrabalance, checks that they find the same, then prints times.

Usage: benchmarks/peers.py [SCRATCH_FOLDER]      some minutes, with an otherwise idle machine
scripts/install-deps.sh --peers installs the others; what is not there is listed without a time. TERRABALANCE_REFERENCE names the folder with
data/landuse/newguinea_2015.tif. Writes a section of docs/performance.md; says which promises of speed are
not kept; exit status 1 if a result differs.
"""

import collections
import csv
import io
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / 'build/release/bin/terrabalance'
PYTHON = '/usr/bin/python3'
SCRATCH = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.gettempdir() + '/terrabalance-measure')
REFERENCE = pathlib.Path(os.environ.get('TERRABALANCE_REFERENCE', ROOT.parent / 'shared')) / 'data'
CLASS_INDICES = ('ca,pland,np,pd,lpi,te,ed,lsi,area_mn,area_sd,area_cv,shape_mn,frac_mn,para_mn,ai,clumpy,pladj,'
                 'cohesion,iji,division,mesh,split,nlsi')
LANDSCAPEMETRICS = 923  # s, its 23 class indices of New Guinea on one thread, as reported


SWEEP = 'of that the sweep: reading, decoding, counting'
PLAIN = 'the same of uncompressed files, whole command'
PLAIN_SWEEP = 'of that the sweep'
STATS = 'GRASS `r.stats -c`, without import'
PLAIN_STATS = 'the same of a map that `r.compress -u` has unpacked'
IMPORT_AND_STATS = 'GRASS `r.in.gdal`, `r.stats -c`: from the same file'


class Different(Exception):
    pass


def timed(*command):
    start = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - start


def terrabalance(*arguments):
    """Runs a job, three times. Returns the median of seconds and the result's path."""
    out = SCRATCH / 'peers.h5'
    times = [timed(PROGRAM, '-q', *map(str, arguments), '-o', out) for _ in range(3)]
    return statistics.median(times), out


def table(result, name):
    text = subprocess.run([PROGRAM, 'table', result, name], check=True, capture_output=True, text=True).stdout
    return list(csv.DictReader(io.StringIO(text)))


def peer(command):
    """Runs a program that prints lines `time SECONDS` and `KEY VALUE`. Returns seconds and a dictionary of numbers."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    lines = [line.split() for line in done.stdout.splitlines()]
    values = {line[0]: float(line[1]) for line in lines if len(line) == 2}
    if done.returncode != 0 or 'time' not in values:
        raise RuntimeError(f'{command[0]}: {done.stdout[-500:]}{done.stderr[-1500:]}')
    return values.pop('time'), values


def python(source, *arguments):
    return peer([PYTHON, '-c', source, *map(str, arguments)])


def r(source, *arguments):
    return peer(['Rscript', '-e', source, *map(str, arguments)])


def grass(maps, command, pattern, timed='command', prepare=''):
    """Imports maps and runs a command whose output awk's pattern turns into KEY VALUE; times the command, or both, three times."""
    imports = '\n'.join(f'r.in.gdal -o --q input={path} output={name}' for name, path in maps.items())
    start = 'start=$(date +%s.%N)'
    script = f'''{start}
{imports}
g.region raster={next(iter(maps))}
{prepare}
{start if timed == 'command' else ''}
{command} > "$0"
end=$(date +%s.%N)
awk "BEGIN {{ print \\"time\\", $end - $start }}"
awk -F'[ =|]' '{pattern}' "$0"
'''
    with tempfile.NamedTemporaryFile() as file:
        runs = [peer(['grass', '--tmp-location', 'XY', '--exec', 'sh', '-c', script, file.name]) for _ in range(3)]
    return statistics.median(seconds for seconds, _ in runs), runs[0][1]


class Comparison:
    """What one question costs each program; answers are compared before anything is printed."""

    def __init__(self, question, ours, seconds, answer):
        self.question, self.answer = question, answer
        self.rows = [(ours, seconds, '')]
        self.ours = seconds

    def add(self, name, package, run, tolerance=0.0, adapt=lambda values: values, only=None):
        present = all(subprocess.run(['dpkg', '-s', p], capture_output=True).returncode == 0 for p in package.split())
        if not present:
            self.rows.append((f'{name} (`{package}` not installed)', None, ''))
            return
        seconds, values = run()
        values = adapt(values)
        for key, value in self.answer.items():
            if only and key != only:
                continue
            other = values.get(key)
            if other is None or abs(other - value) > tolerance * max(abs(value), 1e-300):
                raise Different(f'{self.question}: {name} has {key} = {other}, terrabalance {value}')
        self.rows.append((name, seconds, f'{seconds / self.ours:.1f}'))

    def text(self):
        lines = [f'{self.question}: {len(self.answer)} values, the same in all.', '',
                 '| program | s | times terrabalance |', '| --- | --- | --- |']
        for name, seconds, ratio in self.rows:
            lines.append(f'| {name} | {"–" if seconds is None else f"{seconds:.3f}"} | {ratio} |')
        return '\n'.join(lines)


COUNT_WITH_NUMPY = '''
import sys, time, numpy
from osgeo import gdal
start = time.time()
counts = numpy.bincount(gdal.Open(sys.argv[1]).ReadAsArray().ravel())
print("time", time.time() - start)
for code in counts.nonzero()[0]: print(code, counts[code])
'''
COUNT_WITH_RASTERIO = '''
import sys, time, numpy, rasterio
start = time.time()
counts = numpy.zeros(256, int)
with rasterio.open(sys.argv[1]) as file:
    for _, window in file.block_windows(1):
        counts += numpy.bincount(file.read(1, window=window).ravel(), minlength=256)
print("time", time.time() - start)
for code in counts.nonzero()[0]: print(code, counts[code])
'''
COUNT_WITH_TERRA = '''
library(terra)
start <- Sys.time()
f <- freq(rast(commandArgs(TRUE)[1]))
cat("time", as.numeric(Sys.time() - start, units = "secs"), "\\n")
for (i in seq_len(nrow(f))) cat(f[i, "value"], format(f[i, "count"], scientific = FALSE), "\\n")
'''
COUNT_WITH_GDALINFO = '''
import re, subprocess, sys, time
start = time.time()
text = subprocess.run(["gdalinfo", "-hist", "--config", "GDAL_PAM_ENABLED", "NO", sys.argv[1]],
                      capture_output=True, text=True).stdout
print("time", time.time() - start)
counts = re.search(r"256 buckets from -0.5 to 255.5:\\n(.*)", text).group(1).split()
for code, count in enumerate(counts):
    if count != "0": print(code, count)
'''


def account_of_three_years(study):
    """Returns seconds of the whole command and of its sweep."""
    years = [f'--landuse={y}={study}/landuse_{y}.tif' for y in (2000, 2010, 2020)]
    seconds, out = terrabalance('account', *years, '--legend', 'terrabalance', '--threads', 2)
    phases = {row['measure']: float(row['max']) for row in table(out, 'provenance/phases')}
    return seconds, phases['sweeps']


def uncompressed(study):
    """The study's land use in plain blocks."""
    folder = SCRATCH / f'{study.name}_plain'
    folder.mkdir(exist_ok=True)
    for year in (2000, 2010, 2020):
        subprocess.run(['gdal_translate', '-q', '-co', 'TILED=YES', '-co', 'BLOCKXSIZE=512', '-co', 'BLOCKYSIZE=512',
                        study / f'landuse_{year}.tif', folder / f'landuse_{year}.tif'], check=True)
    return folder


def counting(study):
    raster = study / 'landuse_2000.tif'
    plain = uncompressed(study)
    seconds, sweep = account_of_three_years(study)
    plain_seconds, plain_sweep = account_of_three_years(plain)
    _, single = terrabalance('account', f'--landuse=2000={raster}', '--threads', 2)
    answer = {row['class']: int(row['pixels']) for row in table(single, 'account/land_use')}
    _, single = terrabalance('account', f'--landuse=2000={plain}/landuse_2000.tif', '--threads', 2)
    if answer != {row['class']: int(row['pixels']) for row in table(single, 'account/land_use')}:
        raise Different('land use without compression has other cells')
    comparison = Comparison('Cells of each class in 10240 × 10240 cells; others one year, terrabalance three years with '
                            'their carbon balance and result file',
                            '`terrabalance account`, three years, whole command, 2 threads', seconds, answer)
    comparison.rows.append((SWEEP, sweep, ''))
    comparison.rows.append((PLAIN, plain_seconds, ''))
    comparison.rows.append((PLAIN_SWEEP, plain_sweep, ''))
    stats = 'r.stats -c --q input=r', '$1 != "*" {print $1, $2}'
    comparison.add(STATS, 'grass-core', lambda: grass({'r': raster}, *stats))
    comparison.add(PLAIN_STATS, 'grass-core', lambda: grass({'r': raster}, *stats, prepare='r.compress -u --q map=r'))
    comparison.add(IMPORT_AND_STATS, 'grass-core', lambda: grass({'r': raster}, *stats, timed='both'))
    comparison.add('`gdalinfo -hist`', 'gdal-bin', lambda: python(COUNT_WITH_GDALINFO, raster))
    comparison.add('GDAL and `numpy.bincount`', 'python3-gdal', lambda: python(COUNT_WITH_NUMPY, raster))
    comparison.add('rasterio by blocks and `numpy.bincount`', 'python3-rasterio',
                   lambda: python(COUNT_WITH_RASTERIO, raster))
    comparison.add('R terra `freq`', 'r-cran-terra', lambda: r(COUNT_WITH_TERRA, raster))
    return comparison


SUM_WITH_TERRA = '''
library(terra)
a <- commandArgs(TRUE)
start <- Sys.time()
z <- zonal(rast(a[1]), rast(a[2]), "sum")
cat("time", as.numeric(Sys.time() - start, units = "secs"), "\\n")
for (i in seq_len(nrow(z))) cat(z[i, 1], format(z[i, 2], scientific = FALSE, digits = 15), "\\n")
'''
SUM_WITH_NUMPY = '''
import sys, time, numpy
from osgeo import gdal
start = time.time()
land, zones = (gdal.Open(path).ReadAsArray().ravel() for path in sys.argv[1:])
sums = numpy.bincount(zones, land)
print("time", time.time() - start)
for zone in sums.nonzero()[0]: print(zone, sums[zone])
'''


def zonal(study):
    raster, zones = study / 'landuse_2000.tif', study / 'zones.tif'
    seconds, out = terrabalance('account', '--landuse', f'2000={raster}', '--zones', zones, '--threads', 2)
    answer = collections.Counter()
    for row in table(out, 'account/land_use'):
        answer[row['zone']] += int(row['class']) * int(row['pixels'])

    def without_zero(values):
        return {key: value for key, value in values.items() if key != '0'}
    comparison = Comparison('Sum of the codes by zone, 10240 × 10240 cells and a raster of 15 zones (from terrabalance as '
                            'cells by class)', '`terrabalance account`, whole command, 2 threads', seconds, dict(answer))
    comparison.add('GRASS `r.univar zones=`, without import', 'grass-core',
                   lambda: grass({'r': raster, 'z': zones}, 'r.univar -t --q map=r zones=z',
                                 'NR > 1 {print $1, $(NF - 1)}'), adapt=without_zero)
    comparison.add('GRASS `r.stats -ac` of zones and land use, without import', 'grass-core',
                   lambda: grass({'r': raster, 'z': zones}, 'r.stats -ac --q input=z,r',
                                 '$2 != "*" {s[$1] += $2 * $4} END {for (z in s) print z, s[z]}'), adapt=without_zero)
    comparison.add('GDAL and `numpy.bincount`', 'python3-gdal', lambda: python(SUM_WITH_NUMPY, raster, zones),
                   adapt=without_zero)
    comparison.add('R terra `zonal`', 'r-cran-terra', lambda: r(SUM_WITH_TERRA, raster, zones), adapt=without_zero)
    return comparison


LABEL_WITH_SCIPY = '''
import sys, time, numpy, scipy.ndimage
from osgeo import gdal
start = time.time()
cells = gdal.Open(sys.argv[1]).ReadAsArray()
total = sum(scipy.ndimage.label(cells == c, numpy.ones((3, 3)))[1] for c in range(1, 10))
print("time", time.time() - start)
print("patches", total)
'''
LABEL_WITH_TERRA = '''
library(terra)
start <- Sys.time()
land <- rast(commandArgs(TRUE)[1])
total <- nrow(unique(patches(ifel(land == 5, 1, NA), directions = 8)))
cat("time", as.numeric(Sys.time() - start, units = "secs"), "\\n")
cat("settlement", total, "\\n")
'''


def patches(raster):
    seconds, out = terrabalance('landscape', '--landuse', f'2015={raster}', '--metrics', CLASS_INDICES, '--threads', 2)
    count = {row['class']: int(float(row['value'])) for row in table(out, 'landscape/class') if row['metric'] == 'np'}
    comparison = Comparison('Patches of New Guinea 2015, 7360 × 3812 cells, 9 classes, 8 neighbours; others label only, '
                            'terrabalance computes 23 indices of every class',
                            '`terrabalance landscape`, 23 indices, whole command, 2 threads', seconds,
                            {'patches': sum(count.values()), 'settlement': count['5']})
    # r.clump numbers its clumps without gaps, cells without a value are in none.
    comparison.add('GRASS `r.clump -d`, without import', 'grass-core',
                   lambda: grass({'r': raster}, 'r.clump -d --q input=r output=c; r.info -r map=c',
                                 '$1 == "max" {print "patches", $2}'), only='patches')
    comparison.add('`scipy.ndimage.label`, class by class', 'python3-scipy', lambda: python(LABEL_WITH_SCIPY, raster),
                   only='patches')
    comparison.add('R terra `patches` of settlement alone', 'r-cran-terra', lambda: r(LABEL_WITH_TERRA, raster),
                   only='settlement')
    comparison.rows.append(('landscapemetrics 2.2.2, the 23 indices, as reported (not packaged; not repeated here)',
                            LANDSCAPEMETRICS, f'{LANDSCAPEMETRICS / seconds:.0f}'))
    for name in ('exactextract', 'FRAGSTATS'):
        comparison.rows.append((f'{name} (not packaged, no published figure for this raster)', None, ''))
    return comparison


MORAN_WITH_SPDEP = '''
suppressMessages({library(terra); library(spdep)})
m <- as.matrix(rast(commandArgs(TRUE)[1]), wide = TRUE)
x <- as.vector(t(m))
start <- Sys.time()
w <- nb2listw(cell2nb(ncol(m), nrow(m), type = "queen"), style = "W")
t <- moran.test(x, w)
cat("time", as.numeric(Sys.time() - start, units = "secs"), "\\n")
cat("moran_i", format(t$estimate[[1]], digits = 15), "\\n")
cat("moran_e", format(t$estimate[[2]], digits = 15), "\\n")
'''


def moran(study):
    raster = SCRATCH / 'lattice.tif'
    subprocess.run(['gdal_translate', '-q', '-srcwin', '0', '0', '200', '200', study / 'dem.tif', raster], check=True)
    seconds, out = terrabalance('pattern', '--raster', f'v={raster}', '--threads', 2)
    answer = {row['statistic']: float(row['value']) for row in table(out, 'pattern/lattice')
              if row['statistic'] in ('moran_i', 'moran_e')}
    comparison = Comparison("Moran's I and its expectation on a lattice of 200 × 200 cells, queen neighbours (to 10 "
                            'digits)', '`terrabalance pattern`, with Gi* and local Moran; whole command, 2 threads',
                            seconds, answer)
    comparison.add('spdep `cell2nb`, `moran.test`', 'r-cran-spdep r-cran-terra', lambda: r(MORAN_WITH_SPDEP, raster),
                   tolerance=1e-10)
    return comparison


def against_stats(count):
    """`account` of three years against GRASS's `r.stats` of one: 30 × as fast is promised, which can be read in several ways."""
    seconds = {name: s for name, s, _ in count.rows if s is not None}
    if STATS not in seconds:
        return []
    start = statistics.median(timed(PROGRAM, '--version') for _ in range(5))
    lines = ['How many times `account` of three years is as fast as `r.stats` of one year (promised: 30; below, it is not kept in that reading); by cells, a year of the three is '
             'compared with that one:', '', '| | sweep | sweep, by cells | whole command | whole command, by cells |', '| --- | --- | --- | --- | --- |']
    for name, other, sweep, whole in (
            ('from the same file: GRASS imports it', IMPORT_AND_STATS, SWEEP, count.rows[0][0]),
            ('GRASS has imported before, not timed', STATS, SWEEP, count.rows[0][0]),
            ('likewise, uncompressed on both sides', PLAIN_STATS, PLAIN_SWEEP, PLAIN)):
        times = [seconds[other] * years / seconds[ours] for ours in (sweep, whole) for years in (1, 3)]
        lines.append(f'| {name} | {" | ".join(f"{t:.1f}" for t in times)} |')
    lines += ['', f'Starting `terrabalance` and doing nothing takes {start:.3f} s, nearly all of it the loading of GDAL and what GDAL needs; a thirtieth of '
              f'`r.stats` is {seconds[STATS] / 30:.3f} s.']
    return lines


def against_landscapemetrics(patch):
    if not patch:
        return []
    ratio = LANDSCAPEMETRICS / patch.ours
    return ['', f'23 class indices of New Guinea are {ratio:,.0f} times as fast as landscapemetrics\' 923 s (promised: 1,000)'
            f'{"" if ratio >= 1000 else ": **not kept**"}.']


def main():
    SCRATCH.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    study = SCRATCH / '10k'
    if not (study / 'study.toml').exists():
        subprocess.run([PROGRAM, '-q', 'simulate', '--size', '10240x10240', '--years', '2000,2010,2020', '--zones', '15',
                        '-o', study], check=True)
    new_guinea = REFERENCE / 'landuse/newguinea_2015.tif'
    try:
        count = counting(study)
        patch = patches(new_guinea) if new_guinea.exists() else None
        comparisons = [count, zonal(study), *([patch] if patch else []), moran(study)]
    except Different as difference:
        sys.exit(str(difference))
    lines = ['## Other programs on the same files', '',
             f'Written by `benchmarks/peers.py` on {time.strftime("%F")}, {os.cpu_count()} cores, load average {load:.1f} before, all in one run. Results are '
             'compared before any time is printed. Files are in the page cache; times of others are of the call alone, '
             'without starting the program.', '']
    lines += ['\n\n'.join(c.text() for c in comparisons), '']
    lines += against_stats(count) + against_landscapemetrics(patch)
    text = '\n'.join(lines)
    print(text)
    subprocess.run([ROOT / 'benchmarks/section.py', ROOT / os.environ.get('page', 'docs/performance.md')], input=text, text=True, check=True)


if __name__ == '__main__':
    main()
