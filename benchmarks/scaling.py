#!/usr/bin/env python3
"""Measures the parts of a run, checks the model of its time against runs, and writes docs/scaling.md.

Usage: benchmarks/scaling.py [SCRATCH_FOLDER]      two minutes
"""

import csv
import io
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / 'build/release/bin/terrabalance'
SCRATCH = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.gettempdir() + '/terrabalance-measure')
YEARS = (2000, 2010, 2020)
WIDTH, HEIGHT = 2048, 32768  # 64 rows of tiles: one for each of 64 ranks
JOBS = ('account', 'landscape')

# Of a cluster, not measured here: an ordinary one.
LATENCY = 5e-6  # s a message, with the work of MPI
BANDWIDTH = 5e9  # bytes a second between two nodes
FILE_SYSTEM = 5e9  # bytes a second, all nodes together
OPENS = 5e3  # files opened a second by a metadata server
CORES_OF_A_RANK = 16


def study(name, width, height):
    folder = SCRATCH / name
    if not (folder / 'study.toml').exists():
        subprocess.run([PROGRAM, '-q', 'simulate', '--size', f'{width}x{height}', '--years', ','.join(map(str, YEARS)),
                        '--zones', '15', '-o', folder], check=True)
    return folder


def land_use(folder):
    return [f'--landuse={year}={folder}/landuse_{year}.tif' for year in YEARS]


def phases(job, files, ranks=1):
    """The table of phases of a run with one thread a rank: measure -> (mean, max) over the ranks."""
    out = SCRATCH / 'scaling.h5'
    launch = [ROOT / 'scripts/mpirun.sh', '-n', str(ranks)] if ranks > 1 else []
    subprocess.run([*launch, PROGRAM, '-q', job, *files, '--legend', 'terrabalance', '--threads', '1', '-o', out],
                   check=True, capture_output=True)
    text = subprocess.run([PROGRAM, 'table', out, 'provenance/phases'], check=True, capture_output=True, text=True).stdout
    return {row['measure']: (float(row['mean']), float(row['max'])) for row in csv.DictReader(io.StringIO(text))}


class Parts:
    """Seconds of one thread, by part, of a job over the whole study."""

    def __init__(self, job, folder):
        runs = [phases(job, land_use(folder)) for _ in range(3)]
        best = {name: min(run[name][0] for run in runs) for name in runs[0]}
        cells = WIDTH * HEIGHT * len(YEARS)
        self.cell = {name: best[name] / cells for name in ('decode', 'scan', 'merge')}
        self.start = min(run['all'][0] - run['sweeps'][0] for run in runs)
        self.sweep = sum(self.cell.values())


def tree(ranks, summary, merge=0.0):
    """Plays the pairwise merge: every rank is ready at 0, sends its band up once it has merged what is below it.

    summary: bytes of a band's message, of any band and of all rows together. Returns seconds until the root has all,
    and the bytes sent.
    """
    ready, bands, sent = [0.0] * ranks, [1] * ranks, 0.0
    step = 1
    while step < ranks:
        for rank in range(0, ranks - step, 2 * step):
            size = summary[0] + summary[1] * bands[rank + step] / ranks
            arrives = ready[rank + step] + LATENCY + size / BANDWIDTH
            ready[rank] = max(ready[rank], arrives) + merge
            bands[rank] += bands[rank + step]
            sent += size
        step *= 2
    return ready[0], sent


def fitted(measured):
    """The two numbers of a message that come nearest, in relation, to what runs sent: ranks -> bytes."""
    rows = [((ranks - 1) / sent, math.log2(ranks) / 2 / sent) for ranks, sent in measured.items()]
    aa, ab, bb = (sum(r[i] * r[j] for r in rows) for i, j in ((0, 0), (0, 1), (1, 1)))
    a, b = sum(r[0] for r in rows), sum(r[1] for r in rows)
    return (a * bb - b * ab) / (aa * bb - ab * ab), (b * aa - a * ab) / (aa * bb - ab * ab)


def check_bytes(folder):
    """Bytes that ranks send in runs of up to 64, the messages that fit them, and how well."""
    lines, summaries = [], {}
    for job in JOBS:
        measured = {ranks: phases(job, land_use(folder), ranks)['mpi_bytes_sent'][0] * ranks
                    for ranks in (2, 4, 8, 16, 32, 64)}
        summaries[job] = fitted(measured)
        for ranks, sent in measured.items():
            _, model = tree(ranks, summaries[job])
            lines.append(f'| `{job}` | {ranks} | {ranks - 1} | {math.ceil(math.log2(ranks))} | {sent / 1e3:,.0f} | '
                         f'{model / 1e3:,.0f} | {sent / model:.2f} |')
    return lines, summaries


def check_replay(folder, parts, ranks=8):
    """Every rank's part of the account by itself on a still core, against the model."""
    rows = HEIGHT // ranks
    worst, total = 0, 0
    for rank in range(ranks):
        files = []
        for year in YEARS:
            path = SCRATCH / f'part_{rank}_{year}.tif'
            if not path.exists():
                subprocess.run(['gdal_translate', '-q', '-srcwin', '0', str(rank * rows), str(WIDTH), str(rows), '-co',
                                'TILED=YES', '-co', 'BLOCKXSIZE=512', '-co', 'BLOCKYSIZE=512', '-co', 'COMPRESS=DEFLATE',
                                folder / f'landuse_{year}.tif', path], check=True)
            files.append(f'--landuse={year}={path}')
        runs = [phases('account', files) for _ in range(3)]
        spent = min(sum(run[name][0] for name in ('decode', 'scan', 'merge')) for run in runs)
        worst, total = max(worst, spent), total + spent
    model = parts.sweep * WIDTH * rows * len(YEARS)
    return (f'Each of {ranks} ranks\' part of the account by itself: {1e3 * total / ranks:.1f} ms on average, '
            f'{1e3 * worst:.1f} ms at most; the model says {1e3 * model:.1f} ms, measured {total / ranks / model:.2f} times that.')


def predict(cells, cores, parts, summary, packed):
    """Parts of the time in seconds for three years; cores in ranks of CORES_OF_A_RANK."""
    ranks = max(1, cores // CORES_OF_A_RANK)
    width = math.sqrt(cells)
    rows = math.ceil(width / 512)
    # A rank has whole rows of tiles: the busiest one more than the mean.
    busiest = math.ceil(rows / ranks) * 512 * width * len(YEARS)
    threads = min(cores, CORES_OF_A_RANK)
    message = summary[0] * width / WIDTH, summary[1] * width / HEIGHT
    # Two bands meet along one row, as two rows of tiles do.
    communicate, _ = tree(ranks, message, parts.cell['merge'] * 512 * width * len(YEARS))
    return {'start': parts.start + ranks * threads * len(YEARS) / OPENS,
            'read': cells * len(YEARS) * packed / FILE_SYSTEM,
            'compute': busiest * parts.sweep / threads,
            'merge of ranks': communicate}


def prediction_table(cells, parts, summary, packed):
    lines = ['| cores | ranks | start, opening | reading | decode, scan, merge of tiles | merge of ranks | in all | efficiency |',
             '| --- | --- | --- | --- | --- | --- | --- | --- |']
    base = None
    for cores in (16, 32, 64, 128, 256, 512, 1024):
        part = predict(cells, cores, parts, summary, packed)
        # Reading overlaps computing: the slower counts.
        whole = part['start'] + max(part['read'], part['compute']) + part['merge of ranks']
        base = base or whole * cores
        lines.append(f'| {cores} | {cores // CORES_OF_A_RANK} | {part["start"]:.2f} | {part["read"]:.2f} | '
                     f'{part["compute"]:.2f} | {part["merge of ranks"]:.4f} | {whole:.1f} s | {base / whole / cores:.0%} |')
    return lines


def main():
    SCRATCH.mkdir(parents=True, exist_ok=True)
    folder = study('tall', WIDTH, HEIGHT)
    parts = {job: Parts(job, folder) for job in JOBS}
    size = sum((folder / f'landuse_{year}.tif').stat().st_size for year in YEARS)
    packed = size / (WIDTH * HEIGHT * len(YEARS))
    byte_lines, summaries = check_bytes(folder)
    replay = check_replay(folder, parts['account'])
    part_lines = [f'| `{job}` | {" | ".join(f"{1e9 * p.cell[name]:.3f}" for name in ("decode", "scan", "merge"))} | '
                  f'{p.start:.3f} |' for job, p in parts.items()]
    china = 1e11
    merge_share = {}
    for job in JOBS:
        part = predict(china, 1024, parts[job], summaries[job], packed)
        merge_share[job] = part['merge of ranks'] / (part['start'] + max(part['read'], part['compute']) + part['merge of ranks'])
    side = math.sqrt(china)
    patches = summaries['landscape']
    message_time, _ = tree(1024 // CORES_OF_A_RANK, (patches[0] * side / WIDTH, patches[1] * side / HEIGHT))
    machine = next(line.split(':')[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name'))
    newline = '\n'
    page = f'''# Scaling

Written by `benchmarks/scaling.py` on {time.strftime("%F")}: {os.cpu_count()} cores, {machine}. What is measured on this machine and
what is predicted from it for others are kept apart; nothing here was run on a cluster.

## The model

    time = start + max(read, decode + scan + merge of tiles) + merge of ranks

| part | grows with |
| --- | --- |
| start | files opened by all threads of all ranks, at the metadata server |
| read | packed bytes, over what the file system gives all nodes together |
| decode, scan, merge of tiles | cells × years of the busiest rank, over its threads; a rank has whole rows of tiles |
| merge of ranks | log2(ranks) messages after one another, each latency + bytes / bandwidth + one merge |

A message is a band's summary, s + g × share of all rows: the patches that are open along the band's borders (`landscape`), and its share of
the overview's samples. s grows with the columns of the raster, g with its rows, neither with its cells. `terrabalance estimate` uses the same
parts.

## Parts, measured

One thread, {WIDTH} × {HEIGHT} simulated cells of {len(YEARS)} years in DEFLATE blocks of 512 × 512, {packed:.3f} bytes a cell, no zones; the least of three
runs, from the table `provenance/phases`.

| job | decode, ns a cell-year | scan | merge | start and result, s |
| --- | --- | --- | --- | --- |
{newline.join(part_lines)}

## Checked

**Bytes.** s and g are those that come nearest to these runs: {"; ".join(f"`{job}` {s[0] / 1e3:.1f} and {s[1] / 1e3:.0f} kB" for job, s in summaries.items())}. Ranks of one thread, more
than the machine has cores, so that only bytes count. Summaries are cleared of closed patches only now and then, which no smooth model follows:

| job | ranks | bands sent | rounds | sent, kB | model, kB | ratio |
| --- | --- | --- | --- | --- | --- | --- |
{newline.join(byte_lines)}

**Time.** {replay}

## Growth

Whole commands, two threads, 10⁷ cells of three years in 15 zones but for what grows: `benchmarks/run`, which takes sizes up to 10⁹; figures in
`benchmarks/results.csv`. The machine was in other use: the shapes count, not the heights.

![cells](images/growth-cells.svg) ![years](images/growth-years.svg)
![zones](images/growth-zones.svg) ![classes](images/growth-classes.svg)

## Predicted: China at 10 m

10¹¹ cells, three years, land as simulated, {CORES_OF_A_RANK} cores a rank. Taken for the cluster: {LATENCY * 1e6:.0f} µs a message, {BANDWIDTH / 1e9:.0f} GB/s between
nodes, {FILE_SYSTEM / 1e9:.0f} GB/s of the file system in all, {OPENS:,.0f} files opened a second. The merge of ranks is played message by message. Seconds:

`account`

{newline.join(prediction_table(china, parts['account'], summaries['account'], packed))}

`landscape`

{newline.join(prediction_table(china, parts['landscape'], summaries['landscape'], packed))}

Where it breaks:

- **The file system** first: {china * len(YEARS) * packed / 1e9:.0f} GB at {FILE_SYSTEM / 1e9:.0f} GB/s take {china * len(YEARS) * packed / FILE_SYSTEM:.0f} s whatever the cores; real land packs worse than simulated land, at
  two to four times the bytes. Beyond that number of cores only more disks help.
- **Metadata**: every thread opens every file. {1024 * len(YEARS):,} opens of 1,024 threads take {1024 * len(YEARS) / OPENS:.1f} s; a VRT over thousands of scenes multiplies
  that by the scenes.
- **Rows of tiles**: {math.ceil(math.sqrt(china) / 512)} rows of 512 cells are shared out whole. With {1024 // CORES_OF_A_RANK} ranks the busiest has {math.ceil(math.ceil(math.sqrt(china) / 512) / (1024 // CORES_OF_A_RANK)) / (math.sqrt(china) / 512 / (1024 // CORES_OF_A_RANK)) - 1:.0%} more than the mean; more
  ranks than rows stand idle.
- **The merge of ranks** takes {merge_share['account']:.1%} of `account`'s time with 1,024 cores, and {merge_share['landscape']:.0%} of `landscape`'s, nearly all of it computing:
  its messages add up to {1e3 * message_time:.0f} ms.
'''
    (ROOT / 'docs/scaling.md').write_text(page)
    print(page)


if __name__ == '__main__':
    main()
