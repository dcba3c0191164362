"""Sizes that a reader can hold in the head: lines of files and functions, parameters, macros."""
import re
from pathlib import Path

from cpp_text import functions, line_of, without_comments_and_literals
from source_tree import CPP, Finding, SourceTree, run_check

FILE_LINES = {".cpp": 600, ".hpp": 400, ".py": 400, ".mjs": 400}
TEST_LINES = 900
CONFIG_LINES = 250  # where authorization servers rot: settings belong to their features
FUNCTION_LINES = 60  # without rows of a table: `case x: return y;`
TEST_FUNCTION_LINES = 100  # a table of cases stands in one function
PARAMETERS = 5
DICTATED = "NOLINTNEXTLINE(readability-function-size)"  # a callback whose shape another library dictates
MACRO_OF_LIB = "ATTESTO_TRY"
TABLE_ROW = re.compile(r"\s*case [\w:]+: return [^;]*;")


def check_budgets(tree: SourceTree) -> list[Finding]:
    findings = []
    for path in tree.files(suffixes=tuple(FILE_LINES)):
        text = tree.read(path)
        lines = text.count("\n")
        if lines > _allowed_lines(path):
            findings.append(Finding(path, lines, f"has {lines} lines; {_allowed_lines(path)} are allowed"))
        if path.suffix in CPP:
            findings += _measure_functions(path, text)
        if path.parts[0] == "lib":
            findings += _find_macros(path, text)
    return findings


def _allowed_lines(path: Path) -> int:
    if path.parts[0] == "tests":
        return TEST_LINES
    if path.match("lib/attesto/server/config*.?pp"):
        return CONFIG_LINES
    return FILE_LINES[path.suffix]


def _measure_functions(path: Path, text: str) -> list[Finding]:
    findings = []
    allowed = TEST_FUNCTION_LINES if path.parts[0] == "tests" else FUNCTION_LINES
    lines = text.splitlines()
    for function in functions(text):
        body = lines[function.line - 1 : function.line - 1 + function.lines]
        steps = sum(not TABLE_ROW.fullmatch(line) for line in body)
        if steps > allowed:
            message = f"{function.name} has {steps} lines; {allowed} are allowed"
            findings.append(Finding(path, function.line, message))
        if function.parameters > PARAMETERS and DICTATED not in lines[function.line - 2]:
            message = f"{function.name} has {function.parameters} parameters; beyond {PARAMETERS} make a struct"
            findings.append(Finding(path, function.line, message))
    return findings


def _find_macros(path: Path, text: str) -> list[Finding]:
    code = without_comments_and_literals(text)
    return [
        Finding(path, line_of(code, match.start()), f"defines the macro {match[1]}; lib/ has one, {MACRO_OF_LIB}")
        for match in re.finditer(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", code, re.MULTILINE)
        if match[1] != MACRO_OF_LIB
    ]


if __name__ == "__main__":
    run_check(__doc__, check_budgets)
