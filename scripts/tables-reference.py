#!/usr/bin/env python3
"""Writes docs/tables.md from the data dictionary of a result. Usage: scripts/tables-reference.py PROGRAM RESULT"""
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

program, result = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "dictionary.csv"
    subprocess.run([program, "-q", "export", result, "--dictionary", "-o", path], check=True)
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))


def cell(text):
    return "" if text == "NA" else text.replace("|", "\\|").replace("*", "\\*")


print("# Tables\n\nEvery table of the example's result and what its columns hold, as the result itself says it (`terrabalance export"
      " RESULT\n--dictionary -o FILE.csv` writes this of any result). Tables of single jobs on your own data have the same columns"
      " without\n`year`. A missing number prints as `NA`. Written by `scripts/tables-reference.py`; CI fails where it is out of date.")
last = None
for row in rows:
    if row["table"] != last:
        last = row["table"]
        print(f"\n## {last}\n\n{cell(row['title'])}\n\n| column | type | unit | holds |\n| --- | --- | --- | --- |")
    unit = "" if row["unit"] == "1" else cell(row["unit"])
    print(f"| {row['column']} | {row['type']} | {unit} | {cell(row['definition'])} |")
