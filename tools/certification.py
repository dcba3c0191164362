"""The rules of docs/certification.md, and which tests carry their numbers."""
import re
from pathlib import Path
from typing import NamedTuple

from source_tree import SourceTree

PAGE = Path("docs/certification.md")
ROW = re.compile(r"\| (\d+) \| ([^|]+) \| ([^|]*)\|")
# `rule_17_...` and `rules_5_6_7_...` in the name of a C++ test or of a row of its table.
NAME = re.compile(r"(?<![A-Za-z])(?:rule_(\d+)|rules((?:_\d+)+))_(?=[A-Za-z])")
TEST = re.compile(r"^TEST(?:_F|_P)?\(\s*\w+,\s*(\w+)\)", re.MULTILINE)
ROW_NAME = re.compile(r'\{"(\w+)"')
# `rule 38: ...` and `rules 37 and 38: ...` in the title of a test for Node.
TITLE = re.compile(r"^\s*test\(['\"`]((rules? \d+(?:(?:, | and )\d+)*): .*?)['\"`], ", re.MULTILINE)
PROGRAM = re.compile(r"attesto_test\((\w+)\s([^)]*)\)")


class Rule(NamedTuple):
    number: int
    wording: str
    missing: str  # why it is not applicable yet; empty if it is
    line: int


class Carrier(NamedTuple):
    """A test that carries numbers. `program` is what CTest calls the program that it is in."""

    path: Path
    line: int
    name: str
    numbers: tuple[int, ...]
    program: str


def read_rules(tree: SourceTree) -> list[Rule]:
    rules = []
    for line, text in enumerate(tree.read(PAGE).splitlines(), 1):
        if match := ROW.match(text):
            rules.append(Rule(int(match[1]), match[2].strip(), match[3].strip(), line))
    return rules


def numbers_in(name: str) -> tuple[int, ...]:
    """The numbers in the name of a C++ test, as CTest or the source has it."""
    return tuple(int(n) for match in NAME.finditer(name) for n in re.findall(r"\d+", match[0]))


def find_carriers(tree: SourceTree) -> list[Carrier]:
    programs = _programs(tree)
    carriers = []
    for path in tree.files("tests", suffixes=(".cpp",)):
        if path not in programs:
            continue
        text = tree.read(path)
        for match in [*TEST.finditer(text), *ROW_NAME.finditer(text)]:
            if numbers := numbers_in(match[1]):
                carriers.append(Carrier(path, _line(text, match), match[1], numbers, programs[path]))
    for path in tree.files("tests", suffixes=(".mjs",)):
        text = tree.read(path)
        for match in TITLE.finditer(text):
            numbers = tuple(int(n) for n in re.findall(r"\d+", match[2]))
            program = f"{path.parent.name}/{path.name.removesuffix('.test.mjs')}"
            carriers.append(Carrier(path, _line(text, match), match[1], numbers, program))
    return carriers


def _line(text: str, match: re.Match) -> int:
    return text.count("\n", 0, match.start(1)) + 1


def _programs(tree: SourceTree) -> dict[Path, str]:
    """Which test program a source file belongs to."""
    programs = {}
    for path in tree.files("tests"):
        if path.name != "CMakeLists.txt":
            continue
        for name, words in PROGRAM.findall(tree.read(path)):
            for word in words.split():
                if word.endswith(".cpp"):
                    programs[path.parent / word] = name
    return programs
