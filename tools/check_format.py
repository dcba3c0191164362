"""Every source file is as clang-format 19 leaves it; with --fix, makes it so."""
import re
import subprocess
import sys
from pathlib import Path

from source_tree import CPP, Finding, SourceTree, run_check


def check_format(tree: SourceTree) -> list[Finding]:
    files = [str(path) for path in tree.files(suffixes=CPP)]
    result = subprocess.run(
        ["clang-format-19", "--dry-run", *files], cwd=tree.root, capture_output=True, text=True, check=True
    )
    places = re.findall(r"^(.+?):(\d+):\d+: warning:", result.stderr, re.MULTILINE)
    return [Finding(Path(path), int(line), "is not formatted; run ./dev format") for path, line in dict.fromkeys(places)]


def fix(tree: SourceTree) -> None:
    files = [str(path) for path in tree.files(suffixes=CPP)]
    subprocess.run(["clang-format-19", "-i", *files], cwd=tree.root, check=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--fix"]:
        fix(SourceTree(Path(".")))
        sys.exit(0)
    run_check(__doc__, check_format)
