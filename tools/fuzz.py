"""Runs fuzz targets in turn and counts what they executed.

    fuzz.py [--seconds N] [TARGET...]   all of them if none is named
    fuzz.py --record                    writes the counts into fuzz/README.md

The counts of a tree add up in build/fuzz/tally.json; a finding is kept as build/fuzz/<target>-*.
"""

import argparse
import datetime
import json
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/fuzz"
TALLY = BUILD / "tally.json"
README = ROOT / "fuzz/README.md"
# No decoder needs more to reach all of its code, and long inputs are slow ones.
MAX_INPUT_BYTES = 2048
# By the clock, and the machine may be busy; all our inputs take milliseconds.
TIMEOUT_SECONDS = 60


class Target:
    """One libFuzzer program. What it found worth keeping grows in build/fuzz/corpus/<name>."""

    def __init__(self, name: str):
        self.name = name
        self.source = ROOT / f"fuzz/{name}_fuzz.cpp"
        self.program = BUILD / f"fuzz/{name}_fuzz"
        self.grown = BUILD / "corpus" / name
        self.seeds = ROOT / "fuzz/corpus" / name

    def oracle(self) -> str:
        """The comment at the top of its source."""
        lines = self.source.read_text().splitlines()
        end = next(number for number, line in enumerate(lines) if not line.startswith("// "))
        return " ".join(line[3:] for line in lines[:end])

    def run(self, seconds: int) -> "Run":
        self.grown.mkdir(parents=True, exist_ok=True)
        self.seeds.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        done = subprocess.run(
            [self.program, f"-max_total_time={seconds}", f"-max_len={MAX_INPUT_BYTES}", f"-timeout={TIMEOUT_SECONDS}",
             "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={BUILD}/{self.name}-",
             self.grown, self.seeds],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", check=False,
        )  # fmt: skip
        return Run(done.returncode, done.stderr, time.monotonic() - started)


class Run:
    """What one run of a target came to."""

    def __init__(self, status: int, output: str, seconds: float):
        self.has_finding = status != 0
        self.output = output
        self.executions = self._last_number(r"^stat::number_of_executed_units:\s+(\d+)$", r"^#(\d+)\t")
        self.coverage = self._last_number(r" cov: (\d+) ")
        self.per_second = round(self.executions / seconds)

    def _last_number(self, *patterns: str) -> int:
        for pattern in patterns:
            if found := re.findall(pattern, self.output, re.MULTILINE):
                return int(found[-1])
        return 0


def all_targets() -> list[Target]:
    return [Target(path.name.removesuffix("_fuzz.cpp")) for path in sorted((ROOT / "fuzz").glob("*_fuzz.cpp"))]


def read_tally() -> dict:
    return json.loads(TALLY.read_text()) if TALLY.exists() else {}


def add_to_tally(target: Target, run: Run) -> None:
    tally = read_tally()
    before = tally.get(target.name, {"executions": 0})
    tally[target.name] = {
        "executions": before["executions"] + run.executions,
        "per_second": run.per_second,
        "last_run": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "finding": run.has_finding,
    }
    TALLY.write_text(json.dumps(tally, indent=1))


def fuzz(targets: list[Target], seconds: int) -> bool:
    executions = 0
    clean = 0
    for number, target in enumerate(targets, 1):
        print(f"[{number}/{len(targets)}] {target.name}, {seconds} s ...", end=" ", flush=True)
        run = target.run(seconds)
        add_to_tally(target, run)
        executions += run.executions
        clean += not run.has_finding
        print(f"{run.executions:,} executions, {run.per_second:,}/s, {run.coverage:,} edges"
              f"{', FINDING' if run.has_finding else ''}", flush=True)
        if run.has_finding:
            print(run.output[-6000:])
    print(f"{clean} of {len(targets)} targets without a finding, {executions:,} executions")
    return clean == len(targets)


def record(targets: list[Target]) -> None:
    tally = read_tally()
    if missing := [target.name for target in targets if target.name not in tally]:
        sys.exit(f"never run on this tree: {', '.join(missing)}")
    rows = [f"| {target.name} | {target.oracle()} | {tally[target.name]['executions']:,} "
            f"| {tally[target.name]['per_second']:,} | {tally[target.name]['last_run']} |\n" for target in targets]
    total = sum(entry["executions"] for entry in tally.values())
    findings = sum(entry["finding"] for entry in tally.values())
    table = ("| target | oracle | executions | per second | last run |\n|---|---|---|---|---|\n" + "".join(rows) +
             f"| **{len(rows)} targets** | **{findings} with a finding** | **{total:,}** | | |\n")
    before, _, rest = README.read_text().partition("<!-- table -->\n")
    _, _, after = rest.partition("<!-- end of table -->")
    README.write_text(f"{before}<!-- table -->\n{table}<!-- end of table -->{after}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=30, help="for each target")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    targets = [target for target in all_targets() if not options.targets or target.name in options.targets]
    if options.record:
        record(targets)
        return 0
    return 0 if fuzz(targets, options.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
