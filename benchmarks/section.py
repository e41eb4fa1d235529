#!/usr/bin/env python3
"""Replaces one section of a Markdown page by what comes on standard input, or appends it.

Usage: benchmarks/section.py PAGE < TEXT      the text's first line is its heading, "## ..."
       benchmarks/section.py PAGE --print HEADING      the section as it stands, nothing if there is none
"""

import pathlib
import re
import sys


def section_of(text, heading):
    return re.search(rf'^{re.escape(heading)}\n.*?(?=^## |\Z)', text, re.S | re.M)


def main():
    page = pathlib.Path(sys.argv[1])
    text = page.read_text()
    if sys.argv[2:3] == ['--print']:
        found = section_of(text, sys.argv[3])
        print(found.group(0).rstrip() if found else '')
        return
    new = sys.stdin.read().strip() + '\n'
    found = section_of(text, new.splitlines()[0])
    if found:
        rest = text[found.end():]
        page.write_text(text[:found.start()] + new + ('\n' + rest if rest else ''))
    else:
        page.write_text(text.rstrip() + '\n\n' + new)


if __name__ == '__main__':
    main()
