#!/usr/bin/env python3
"""Measures how near each part of a sweep comes to what the machine can do, and writes that section of docs/performance.md.

Usage: benchmarks/limits.py [SCRATCH_FOLDER]      a minute, with an otherwise idle machine
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / 'build/release'
SCRATCH = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.gettempdir() + '/terrabalance-measure')
SIDE = 4096
CODECS = {'none': 'NONE', 'deflate': 'DEFLATE', 'lzw': 'LZW', 'zstd': 'ZSTD'}
BLOCKS = (256, 512, 1024)


def make_layers(study, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, codec in CODECS.items():
        layouts = {f'{name}_{b}': ['TILED=YES', f'BLOCKXSIZE={b}', f'BLOCKYSIZE={b}'] for b in BLOCKS}
        layouts[f'{name}_row'] = ['BLOCKYSIZE=1']
        for layout, options in layouts.items():
            if not (folder / f'{layout}.tif').exists():
                chosen = [part for option in [*options, f'COMPRESS={codec}'] for part in ('-co', option)]
                subprocess.run(['gdal_translate', '-q', '-srcwin', '0', '0', str(SIDE), str(SIDE), *chosen,
                                study / 'landuse_2010.tif', folder / f'{layout}.tif'], check=True)


def measure(study, layers):
    env = {**os.environ, 'TERRABALANCE_STUDY': str(study), 'TERRABALANCE_LAYERS': str(layers)}
    done = subprocess.run([BUILD / 'benchmarks/limits_benchmark', '--benchmark_format=json', '--benchmark_min_time=0.1'],
                          env=env, check=True, capture_output=True, text=True)
    return {run['name']: run for run in json.loads(done.stdout)['benchmarks']}


def regression():
    done = subprocess.run([BUILD / 'benchmarks/flops_benchmark', '--benchmark_format=json', '--benchmark_min_time=0.2'],
                          check=True, capture_output=True, text=True)
    rates = {run['name']: run['flops'] for run in json.loads(done.stdout)['benchmarks']}
    peak = rates.pop('peak')
    names = {'moments': 'sums of products of four predictors and a response, in cache',
             'gaussian_weights': 'gaussian weights, in cache',
             'whole_fit': 'a fit of 20,000 points, 100 neighbours, every diagnostic: what the neighbours ask for'}
    lines = ['## Regression against the limit of the machine', '',
             f'Written by `benchmarks/limits.py` on {time.strftime("%F")}: one core. It computes at most {peak / 1e9:.1f} thousand million '
             'double-precision operations a second, by multiply-adds in registers.', '',
             '| part | thousand million a second | share of the limit |', '| --- | --- | --- |']
    lines += [f'| {names[name]} | {rate / 1e9:.1f} | {rate / peak:.1%} |' for name, rate in rates.items()]
    lines += ['', 'The loops read all that they compute with from the first cache. A fit of four predictors spends about half of its time on finding '
                  'neighbours, hardly any on small matrices: `perf record build/release/benchmarks/gwr_benchmark '
                  '--benchmark_filter=adaptive_fit/100000/2`.']
    return '\n'.join(lines)


def million(value):
    return f'{value / 1e6:,.0f}'


def main():
    study = SCRATCH / '10k'
    if not (study / 'study.toml').exists():
        subprocess.run([BUILD / 'bin/terrabalance', '-q', 'simulate', '--size', '10240x10240', '--years',
                        '2000,2010,2020', '--zones', '15', '-o', study], check=True)
    make_layers(study, SCRATCH / 'layers')
    runs = measure(study, SCRATCH / 'layers')
    bandwidth = runs.pop('triad')['bytes_per_second']
    lines = ['## Parts of a sweep against the limit of the machine', '',
             f'Written by `benchmarks/limits.py` on {time.strftime("%F")}: one core, all in one run. The limit is the bandwidth of '
             f'memory, {bandwidth / 1e9:.1f} GB/s by the triad a = b + s c. Bytes are what a part must take and give for '
             'a cell of one year: decoding takes the packed bytes and gives one, a scan takes one; a merge only looks at '
             'summaries and the overview at samples: their rates are per cell that they stand for.', '',
             '| part | million cell-years/s/core | bytes a cell-year | share of the limit |', '| --- | --- | --- | --- |']
    for name, run in runs.items():
        part, what = name.split('/')[:2]
        rate = run['items_per_second']
        if part == 'merge' or what == 'overview':
            lines.append(f'| {part}, {what} | {million(rate)} | – | – |')
            continue
        size = 1 + run['bytes/cell'] if part == 'decode' else 1
        label = ', '.join(what.split('_')) if part == 'decode' else what
        lines.append(f'| {part}, {label} | {million(rate)} | {size:.3f} | {size * rate / bandwidth:.1%} |')
    lines += ['', f'Decoding: {SIDE} × {SIDE} simulated cells, codec and side of the blocks, `row`: blocks of one row. Scans: '
                  'the tile in the middle of the study of three years, no zones, in cache. '
                  'Above 100 %: the cells never leave the caches, as the program reuses the memory of its tiles.']
    for text in ('\n'.join(lines), regression()):
        print(text)
        subprocess.run([ROOT / 'benchmarks/section.py', ROOT / os.environ.get('page', 'docs/performance.md')], input=text, text=True, check=True)


if __name__ == '__main__':
    main()
