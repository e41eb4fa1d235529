#!/usr/bin/env python3
"""Kills runs and lets them go on; every table of every result must be as without the kill.

    scripts/kill-and-resume.py [--program FILE] [--kills 100] [--seed 1]

Each time a random job is started with a random number of ranks (1-4), a random one of them gets SIGKILL
at a random moment (of four kills three in the sweep), and --resume goes on with another random number of
ranks and threads. A run that ends before its moment is not counted. Ends with status 1 if a result
differs, if ranks take more than 10 s to end after one of them was lost, or if none went on in the middle.
"""
import argparse
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
JOBS = {
    "account": ["--tile", "64"],
    "change": ["--tile", "64"],
    "landscape": ["--tile", "64", "--metrics", "all"],
    "run": ["--tile", "64"],
}
# What tells of the run and not of the land.
NOT_COMPARED = ("provenance/", "run/")


def tables_of(program, result):
    """All tables of a result, as text."""
    listed = subprocess.run([program, "table", result], check=True, capture_output=True, text=True)
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    return {name: subprocess.run([program, "table", result, name], check=True,
                                 capture_output=True).stdout
            for name in names if not name.startswith(NOT_COMPARED)}


def ranks_of(launcher):
    """Process ids of the ranks that mpirun has started."""
    found = []
    for children in pathlib.Path(f"/proc/{launcher}/task").glob("*/children"):
        try:
            found += [int(word) for word in children.read_text().split()]
        except OSError:
            pass  # that thread has just ended
    return sorted(found)


def runs(process):
    """Whether it has not ended, be it waited for or not."""
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Trial:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.expected = {}
        self.seconds = {}
        self.hung_launchers = 0  # mpirun that stays though all its ranks have ended
        self.make_study()
        for job in JOBS:
            result = f"{folder}/{job}_whole.h5"
            subprocess.run(self.command(job, result, 1), check=True, stderr=subprocess.DEVNULL)
            self.expected[job] = tables_of(program, result)
            assert self.expected[job], f"{job} has no tables"
            started = time.monotonic()
            subprocess.run(self.command(job, result, 2), check=True, stderr=subprocess.DEVNULL)
            self.seconds[job] = time.monotonic() - started

    def make_study(self):
        """Land in small blocks, so that there are many tiles."""
        made = f"{self.folder}/made"
        subprocess.run([self.program, "-q", "simulate", "--size", "2048x2048", "--years",
                        "2000,2010,2020", "--zones", "6", "-o", made], check=True)
        for raster in pathlib.Path(made).glob("landuse_*.tif"):
            subprocess.run(["gdal_translate", "-q", "-co", "TILED=YES", "-co", "BLOCKXSIZE=64", "-co",
                            "BLOCKYSIZE=64", raster, f"{self.folder}/{raster.name}"], check=True)
            shutil.move(f"{self.folder}/{raster.name}", raster)
        with open(f"{made}/study.toml", "a") as study:
            study.write("\n[change]\n[landscape]\n")

    def command(self, job, result, ranks, *options):
        return [str(ROOT / "scripts/mpirun.sh"), "-n", str(ranks), self.program, job,
                f"{self.folder}/made/study.toml", "-o", result, "--threads", "1",
                "--checkpoint-interval", "0.05", *JOBS[job], *options]

    def kill_one(self, job, result, ranks, after, victim, in_the_sweep):
        """Starts a job and kills a rank of it, `after` seconds from the start or from the first piece of
        a checkpoint. \\return seconds to the end of all, or None if it was done before"""
        process = subprocess.Popen(self.command(job, result, ranks), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        kept = pathlib.Path(result + ".checkpoint")
        while in_the_sweep and process.poll() is None and not any(
                piece.suffix != ".partial" for piece in kept.glob("*")):
            time.sleep(0.01)
        time.sleep(after)
        children = ranks_of(process.pid)
        if len(children) < ranks:
            process.wait()
            return None
        os.kill(children[victim], signal.SIGKILL)
        killed = time.monotonic()
        while any(runs(child) for child in children) and time.monotonic() - killed < 30:
            time.sleep(0.01)
        took = time.monotonic() - killed
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.hung_launchers += 1
            process.kill()
            process.wait()
        return took

    def resume(self, job, result, ranks, threads):
        command = self.command(job, result, ranks, "--resume")
        command[command.index("--threads") + 1] = str(threads)
        return subprocess.run(command, capture_output=True, text=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "build/release/bin/terrabalance"))
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    folder = tempfile.mkdtemp(prefix="kill-and-resume-")
    kills = in_the_middle = 0
    wrong, slowest, shares = [], 0.0, []
    try:
        trial = Trial(os.path.realpath(options.program), folder)
        while kills < options.kills:
            job = dice.choice(list(JOBS))
            ranks, again, threads = dice.randint(1, 4), dice.randint(1, 4), dice.randint(1, 2)
            in_the_sweep = dice.random() < 0.75
            after = dice.uniform(0, trial.seconds[job] * (0.5 if in_the_sweep else 1))
            victim = dice.randrange(ranks)
            result = f"{folder}/{job}.h5"
            took = trial.kill_one(job, result, ranks, after, victim, in_the_sweep)
            if took is not None and not os.path.exists(result):
                kills += 1
                slowest = max(slowest, took)
                outcome = trial.resume(job, result, again, threads)
                share = re.search(r"resumed at (\d+) %", outcome.stderr)
                shares.append(int(share[1]) if share else 0)
                in_the_middle += shares[-1] > 0
                same = outcome.returncode == 0 and tables_of(trial.program, result) == trial.expected[job]
                print(f"{kills}: {job}, rank {victim} of {ranks} killed after {after:.2f} s, went on at "
                      f"{shares[-1]} % with {again} ranks x {threads}: {'same' if same else 'DIFFERENT'}",
                      flush=True)
                if not same:
                    wrong.append(outcome.stderr)
                if os.path.exists(result + ".checkpoint"):
                    wrong.append(f"{job}: the finished run left its checkpoint")
            for left in pathlib.Path(folder).glob(f"{job}.h5*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
    finally:
        shutil.rmtree(folder)
    print(f"{kills} kills, {kills - len(wrong)} results as without, {in_the_middle} went on in the middle "
          f"(at {sum(shares) / max(1, len(shares)):.0f} % on average); all ranks had ended "
          f"{slowest:.2f} s after the kill at the latest")
    if trial.hung_launchers:
        print(f"{trial.hung_launchers} times mpirun itself stayed though its ranks had ended")
    for text in wrong:
        print(text, file=sys.stderr)
    return 1 if wrong or slowest > 10 or in_the_middle == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
