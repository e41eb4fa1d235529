#!/usr/bin/env python3
"""Replaces one section of a Markdown page by what comes on standard input, or appends it. Its last line says on which machine
it was measured; a section that says so already keeps that.

Usage: benchmarks/section.py PAGE < TEXT      the text's first line is its heading, "## ..."
       benchmarks/section.py PAGE --print HEADING      the section as it stands, nothing if there is none
       benchmarks/section.py --machine      what this machine is
"""

import os
import pathlib
import platform
import re
import sys


MEASURED = '*Measured on '


def machine():
    """Models share a name across generations, so family, model and vectors are named, too."""
    about = pathlib.Path('/proc/cpuinfo').read_text()

    def first(key):
        found = re.search(rf'^{key}\s*: (.*)$', about, re.M)
        return found.group(1) if found else '?'

    flags = first('flags').split()
    vectors = 'AVX-512' if 'avx512_vbmi2' in flags else 'AVX2' if 'avx2' in flags else platform.machine()
    return f'{os.cpu_count()} cores, {first("model name")} (family {first("cpu family")}, model {first("model")}; {vectors})'


def section_of(text, heading):
    return re.search(rf'^{re.escape(heading)}\n.*?(?=^## |\Z)', text, re.S | re.M)


def main():
    if sys.argv[1:] == ['--machine']:
        print(machine())
        return
    page = pathlib.Path(sys.argv[1])
    text = page.read_text() if page.exists() else ''
    if sys.argv[2:3] == ['--print']:
        found = section_of(text, sys.argv[3])
        print(found.group(0).rstrip() if found else '')
        return
    new = sys.stdin.read().strip() + '\n'
    if MEASURED not in new:
        new += f'\n{MEASURED}{machine()}.*\n'
    found = section_of(text, new.splitlines()[0])
    if found:
        rest = text[found.end():]
        page.write_text(text[:found.start()] + new + ('\n' + rest if rest else ''))
    else:
        page.write_text((text.rstrip() + '\n\n' + new).lstrip())


if __name__ == '__main__':
    main()
