"""Time is a value: only adapters and programs read a clock (and tests, where they measure)."""
import re

from cpp_text import line_of, without_comments_and_literals
from source_tree import CPP, Finding, SourceTree, run_check

READS_A_CLOCK = re.compile(r"::\s*now\s*\(|\b(?:std::)?time\s*\(\s*(?:nullptr|NULL|0)\s*\)|\b(?:clock_)?gettime(?:ofday)?\s*\(")


def check_clock(tree: SourceTree) -> list[Finding]:
    findings = []
    for path in tree.files("lib", "fuzz", suffixes=CPP):
        code = without_comments_and_literals(tree.read(path))
        for match in READS_A_CLOCK.finditer(code):
            findings.append(Finding(path, line_of(code, match.start()), "reads a clock; take `now` as a parameter"))
    return findings


if __name__ == "__main__":
    run_check(__doc__, check_clock)
