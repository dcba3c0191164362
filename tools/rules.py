"""./dev rules: runs the tests that carry a rule of docs/certification.md, and says rule by rule what holds."""
import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

from certification import Rule, find_carriers, numbers_in, read_rules
from source_tree import SourceTree

SHOWN = 3  # tests on a line


def select_tests(tree: SourceTree) -> dict[str, tuple[int, set[int]]]:
    """By the name that CTest has for a test: its place in CTest's list, and the rules that it carries."""
    by_program = defaultdict(set)
    for carrier in find_carriers(tree):
        by_program[carrier.program].update(carrier.numbers)
    answer = subprocess.run(["ctest", "--preset", "release", "--show-only=json-v1"], cwd=tree.root, check=True, stdout=subprocess.PIPE)
    selected = {}
    for place, test in enumerate(json.loads(answer.stdout)["tests"], 1):
        # A case of a program, or a program that runs as a whole.
        numbers = set(numbers_in(test["name"])) or by_program.get(test["name"])
        if numbers:
            selected[test["name"]] = (place, numbers)
    return selected


def run_tests(tree: SourceTree, places: list[int], jobs: int) -> dict[str, bool]:
    """Whether each of the tests passed; one that was skipped or not built did not."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        listed = ",".join(str(place) for place in [places[0], places[0], 1, *places[1:]])
        command = ["ctest", "--preset", "release", "-I", listed, "--output-junit", report, "--parallel", str(jobs)]
        with open(Path(folder, "output"), "w+", encoding="utf-8") as output:
            status = subprocess.run(command, cwd=tree.root, check=False, stdout=output, stderr=subprocess.STDOUT).returncode
            if status:
                output.seek(0)
                print(output.read(), file=sys.stderr)
        return {case.get("name"): case.get("status") == "run" for case in ElementTree.parse(report).iter("testcase")}


def shorten(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def judge(rule: Rule, carriers: dict[str, bool]) -> tuple[str, str]:
    """The verdict on a rule, and the tests or the reason that decide it."""
    failed = [name for name, passed in carriers.items() if not passed]
    if rule.missing:
        return "open", f"not applicable yet: {rule.missing}"
    if not carriers:
        return "open", "no test carries its number"
    return ("fails", shorten(failed)) if failed else ("holds", shorten(sorted(carriers)))


def run(tree: SourceTree, jobs: int) -> int:
    selected = select_tests(tree)
    passed = run_tests(tree, sorted(place for place, _ in selected.values()), jobs)
    verdicts = []
    for rule in read_rules(tree):
        carriers = {name: passed.get(name, False) for name, (_, numbers) in selected.items() if rule.number in numbers}
        verdict, why = judge(rule, carriers)
        print(f"{verdict:<5} {rule.number:>2} {rule.wording}: {why}")
        if not rule.missing:
            verdicts.append(verdict)
    absent = len(read_rules(tree)) - len(verdicts)
    print(f"{absent} are not applicable yet")
    print(f"{verdicts.count('holds')} of {len(verdicts)} hold")
    return 0 if set(verdicts) == {"holds"} else 1


def show_list(tree: SourceTree) -> int:
    carriers = find_carriers(tree)
    for rule in read_rules(tree):
        print(f"{rule.number:>2} {rule.wording}" + (f": not applicable yet: {rule.missing}" if rule.missing else ""))
        for carrier in carriers:
            if rule.number in carrier.numbers:
                print(f"     {carrier.path}:{carrier.line} {carrier.name}")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="which tests carry which number; runs nothing")
    parser.add_argument("--targets", action="store_true", help="the programs that have to be built first")
    parser.add_argument("--jobs", type=int, default=1, help="tests at a time")
    arguments = parser.parse_args()
    tree = SourceTree(Path("."))
    if arguments.list:
        return show_list(tree)
    if arguments.targets:
        print(*sorted({f"{c.program}_tests" for c in find_carriers(tree) if c.path.suffix == ".cpp"}), sep="\n")
        return 0
    return run(tree, arguments.jobs)


if __name__ == "__main__":
    sys.exit(main())
