"""Doxygen has nothing to complain about: every public entity has a comment, and every comment can be read."""
import re
import subprocess
from pathlib import Path

from source_tree import Finding, SourceTree, run_check

SETTINGS = Path("Doxyfile")
# XML, because Doxygen reads nothing at all if it is to write nothing; it goes where nobody looks.
OVERRIDES = "GENERATE_HTML = NO\nGENERATE_XML = YES\nOUTPUT_DIRECTORY = build/lint/docs\nWARN_AS_ERROR = NO\n"
WARNING = re.compile(r"^(.+?):(\d+): (?:warning|error): (.*)$", re.MULTILINE)


def check_docs(tree: SourceTree) -> list[Finding]:
    (tree.root / "build/lint/docs").mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        ["doxygen", "-"], cwd=tree.root, input=tree.read(SETTINGS) + OVERRIDES, capture_output=True, text=True, check=False
    )
    findings = []
    for place, line, message in WARNING.findall(result.stderr):
        path = Path(place)
        path = path.relative_to(tree.root) if path.is_relative_to(tree.root) else path
        findings.append(Finding(path, int(line), message))
    if not findings and (result.returncode != 0 or result.stderr.strip()):
        findings.append(Finding(SETTINGS, 1, result.stderr.strip() or "doxygen failed"))
    return findings


if __name__ == "__main__":
    run_check(__doc__, check_docs)
