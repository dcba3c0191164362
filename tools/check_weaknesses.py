"""docs/weaknesses.md tells the truth: its headers name the weakness, its tests exist, and no header names another."""
import re
from pathlib import Path

from source_tree import CPP, Finding, SourceTree, run_check

PAGE = Path("docs/weaknesses.md")
LIBRARY = Path("lib/attesto")
NAME = re.compile(r"\bW-\d+[a-z]?\b")
HEADER = re.compile(r"[a-z_0-9]+/[a-z_0-9]+\.hpp")
TEST = re.compile(r"([a-z_0-9]+/[a-z_0-9]+\.[ch]pp) `([^`]+)`")


def check_weaknesses(tree: SourceTree) -> list[Finding]:
    page = tree.read(PAGE)
    findings = []
    for number, line in enumerate(page.splitlines(), 1):
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) > 1 and NAME.match(cells[0]):
            findings += _judge_row(tree, number, cells)
    known = set(NAME.findall(page))
    for path in tree.files("lib", "adapters", suffixes=CPP):
        for number, line in enumerate(tree.read(path).splitlines(), 1):
            findings += [
                Finding(path, number, f"names {name}, of which {PAGE} says nothing")
                for name in NAME.findall(line)
                if name not in known
            ]
    return findings


def _judge_row(tree: SourceTree, number: int, cells: list[str]) -> list[Finding]:
    findings = []
    row = " | ".join(cells)
    for test, name in TEST.findall(row):
        path = Path("tests") / test
        if not tree.exists(path) or not re.search(rf"\b{re.escape(name)}\b", tree.read(path)):
            findings.append(Finding(PAGE, number, f"there is no {name} in {path}"))
    for header in HEADER.findall(TEST.sub("", row)):
        path = LIBRARY / header
        if not tree.exists(path):
            findings.append(Finding(PAGE, number, f"there is no {path}"))
        elif not re.search(rf"\b{cells[0]}\b", tree.read(path)):
            findings.append(Finding(PAGE, number, f"{path} does not name {cells[0]}"))
    return findings


if __name__ == "__main__":
    run_check(__doc__, check_weaknesses)
