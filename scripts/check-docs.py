#!/usr/bin/env python3
"""Fails on a command of the docs with a job or an option that terrabalance does not have, and on a link
between the docs that leads nowhere. Usage: scripts/check-docs.py PROGRAM"""
import re
import subprocess
import sys
from pathlib import Path

top = Path(__file__).resolve().parent.parent
program = sys.argv[1]
files = sorted([*top.glob("docs/*.md"), *top.glob("examples/*/*.md"), top / "README.md", top / "CONTRIBUTING.md"])


def output(*arguments):
    return subprocess.run([program, *arguments], check=True, text=True, stdout=subprocess.PIPE).stdout


def options_by_job():
    """From the completion, which is made of the program's own definitions."""
    script = output("completion", "bash")
    part = script[script.index("if [[ $cur == -*"):]
    return {job: set(words.split()) for job, words in re.findall(r'^      (\S+)\) COMPREPLY=\(\$\(compgen -W "([^"]*)"', part, re.M)}


def commands(text):
    """Each `terrabalance JOB ...` with the lines that continue it, and its line number."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for match in re.finditer(r"(?:^|[ $/(`])(?:terrabalance|\$program) ([a-z]+)\b([^`]*)", line):
            if not re.match(r"( {4}|```| *\$)", line) and "`" not in line:
                inside = text.count("```", 0, sum(len(x) + 1 for x in lines[:number])) % 2 == 1
                if not inside:
                    continue  # prose
            rest, at = match.group(2), number
            while at + 1 < len(lines) and (rest.rstrip().endswith("\\") or re.match(r" {8,}[\[-]", lines[at + 1])):
                at += 1
                rest = rest.rstrip("\\ ") + " " + lines[at]
            yield number + 1, match.group(1), rest.split(" | ")[0].split(" # ")[0]


known = options_by_job()
trouble = []
count = 0
for file in files:
    text = file.read_text()
    name = file.relative_to(top)
    for number, job, rest in commands(text):
        if job not in known:
            if re.match(r" *(\[|--|[A-Za-z_]+\.(toml|h5|csv))", rest):
                trouble.append(f"{name}:{number}: no job '{job}'")
            continue
        count += 1
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest):
            if option not in known[job]:
                trouble.append(f"{name}:{number}: '{job}' has no option {option}")
    for target in re.findall(r"\]\(([^)#: ]+)(?:#[^)]*)?\)", text):
        if not (file.parent / target).exists():
            trouble.append(f"{name}: link to {target}, which is not there")

summary = (top / "docs/SUMMARY.md").read_text()
for file in top.glob("docs/*.md"):
    if file.name != "SUMMARY.md" and f"({file.name})" not in summary:
        trouble.append(f"docs/SUMMARY.md: lacks {file.name}")

print("\n".join(trouble) if trouble else f"docs: {count} commands have only options that exist, no link is dead")
sys.exit(1 if trouble else 0)
