#!/usr/bin/env python3
"""Counts the instructions of the program's own code in small runs and compares them with a baseline.

Unlike times, they do not depend on what else the machine does; functions of libraries are not counted.
Another compiler than that of the baseline (Debian 12's) makes other counts: then only --renew and compare
two commits on that machine.

Usage: benchmarks/instructions.py [--renew] [--program FILE]      needs valgrind
  without --renew: exit status 1 if a run, or one function of it, takes more than 3 % above
  benchmarks/instructions.csv, naming the functions that grew (of a function, growth below 1 % of its run
  is let pass); with it: writes that file anew, whose commit says why.
"""

import argparse
import collections
import concurrent.futures
import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BASELINE = ROOT / 'benchmarks/instructions.csv'
TOLERANCE = 0.03
FLOOR = 0.01  # of a run: functions that take less do not stand in the baseline, nor does growth by less count
# The map that every raster job draws for the report would hide what the job itself costs: a run of its own.
OVERVIEW = ('terrabalance::make_overview', 'terrabalance::CellSamples::scan')
FOLDERS = {'large': '1024x1024', 'middle': '384x384', 'small': '64x64'}

# What a run is called: folder of simulated land, arguments.
RUNS = {
    'account': ('large', 'account study.toml'),
    'change': ('large', 'change study.toml'),
    'landscape': ('large', 'landscape study.toml'),
    'landscape all': ('middle', 'landscape --landuse 2020=landuse_2020.tif --metrics all'),
    'suitability': ('middle', 'suitability --landuse 2020=landuse_2020.tif --dem dem.tif --factor slope '
                              '--factor distance:5 --maps maps'),
    'pattern': ('middle', 'pattern --raster net=nightlight_2020.tif --permutations 9'),
    'detect': ('middle', 'detect --raster net=nightlight_2020.tif --raster dem=dem.tif --response net --factors dem '
                         '--discretize quantile:6'),
    'gwr lattice': ('small', 'gwr --raster net=nightlight_2020.tif --raster dem=dem.tif --response net '
                             '--predictors dem --kernel bisquare --bandwidth 300'),
    'gwr points': ('small', 'gwr points.csv --coords x,y --response z --predictors a,b --adaptive --bandwidth 50'),
    'uncertainty': ('small', 'uncertainty --areas areas.csv --range-set inventory --draws 4096'),
}


def own_instructions(path):
    """Instructions of each function of the program itself, by its name without arguments."""
    objects, functions = {}, {}
    counts = collections.Counter()
    name = None
    own = callee = False

    def known(table, text):
        number, _, rest = text.partition(' ')
        if rest:
            table[number] = rest
        return table[number]

    for line in path.read_text(errors='replace').splitlines():
        if line.startswith('ob='):
            own = known(objects, line[3:]).endswith('/terrabalance')
        elif line.startswith('cob='):
            known(objects, line[4:])
        elif line.startswith('fn='):
            name = known(functions, line[3:])
        elif line.startswith('cfn='):
            known(functions, line[4:])
        elif line.startswith('calls='):
            callee = True  # the next line is what the callee took
        elif line and line[0] in '0123456789+-*':
            if not callee and own:
                counts[short(name)] += int(line.split()[1])
            callee = False
    return counts


def short(name):
    name = re.sub(r'\(anonymous namespace\)::', '', name.split("'")[0])
    while re.search(r'<[^<>]*>', name):
        name = re.sub(r'<[^<>]*>', '', name)
    return name.split('(')[0].split(' ')[-1] or name


def count(program, root, run):
    folder, arguments = RUNS[run]
    slug = run.replace(' ', '_')
    out = root / f'{slug}.callgrind'
    command = ['valgrind', '--tool=callgrind', f'--callgrind-out-file={out}', str(program), '-q',
               *arguments.split(), '--threads', '1', '-o', f'{slug}.h5']
    done = subprocess.run(command, cwd=root / folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f'{" ".join(command)}\n{done.stderr}')
    return own_instructions(out)


def write_tables(folder):
    with (folder / 'areas.csv').open('w') as file:
        file.write('zone,year,class,area_ha\n')
        for i in range(20):
            for year in (2010, 2020):
                for k, land in enumerate(('cropland', 'forest', 'grassland', 'wetland', 'construction')):
                    file.write(f'{i},{year},{land},{1000 * (i * 7 + k * 5 + year) % 9973}\n')
    with (folder / 'points.csv').open('w') as file:
        file.write('x,y,z,a,b\n')
        for i in range(600):
            a, b = i * 37 % 101, i * 53 % 97
            file.write(f'{i * 61 % 601},{i * 83 % 599},{a - 2 * b + i * 7 % 11},{a},{b}\n')


def measure(program):
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for folder, size in FOLDERS.items():
            subprocess.run([program, '-q', 'simulate', '--size', size, '--years', '2010,2020', '--zones', '5',
                            '-o', root / folder], check=True)
        write_tables(root / 'small')
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            measured = dict(zip(RUNS, pool.map(lambda run: count(program, root, run), RUNS)))
    overview = collections.Counter({function: measured['account'][function] for function in OVERVIEW})
    for counts in measured.values():
        for function in OVERVIEW:
            counts.pop(function, None)
    return {'overview': overview, **measured}


def renew(measured):
    with BASELINE.open('w', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(['run', 'function', 'instructions'])
        for run, counts in measured.items():
            total = sum(counts.values())
            writer.writerow([run, 'all', total])
            for function, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
                if n >= FLOOR * total:
                    writer.writerow([run, function, n])


def growth(counts, before):
    """Functions of a run that grew, from and to how many instructions; those that grew most first."""
    total = sum(counts.values())
    floor = FLOOR * before['all']
    # Where the whole grew by many small steps, whatever grew is named.
    whole = total > (1 + TOLERANCE) * before['all']
    grown = []
    for function, n in counts.items():
        # What does not stand in the baseline took less than the floor.
        old = before.get(function, 0 if whole else floor)
        if n > old and (whole or n - old > max(TOLERANCE * old, floor)):
            grown.append((function, before.get(function, 0), n))
    grown.sort(key=lambda item: item[1] - item[2])
    return grown[:3] if whole else grown


def compare(measured):
    baseline = collections.defaultdict(dict)
    with BASELINE.open() as file:
        for row in csv.DictReader(file):
            baseline[row['run']][row['function']] = int(row['instructions'])
    failed = False
    for run, counts in measured.items():
        if run not in baseline:
            print(f'{run}: no baseline')
            failed = True
            continue
        total = sum(counts.values())
        print(f'{run}: {total:,} instructions, {total / baseline[run]["all"] - 1:+.2%}')
        for function, old, new in growth(counts, baseline[run]):
            failed = True
            print(f'  {function}: {f"{old:,}" if old else "few"} -> {new:,}')
    if failed:
        sys.exit('instructions grew by more than 3 %: make it as fast as before, or, if it is worth it or code only '
                 'moved from one function to another, run benchmarks/instructions.py --renew and say why in the commit')
    print('instructions: none grew')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--renew', action='store_true')
    parser.add_argument('--program', type=pathlib.Path, default=ROOT / 'build/release/bin/terrabalance')
    arguments = parser.parse_args()
    measured = measure(arguments.program.resolve())
    if arguments.renew:
        renew(measured)
    else:
        compare(measured)


if __name__ == '__main__':
    main()
