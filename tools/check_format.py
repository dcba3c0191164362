"""Every source file is as clang-format 19 leaves it."""
import re
import subprocess
from pathlib import Path

from source_tree import CPP, Finding, SourceTree, run_check


def check_format(tree: SourceTree) -> list[Finding]:
    files = [str(path) for path in tree.files(suffixes=CPP)]
    result = subprocess.run(
        ["clang-format-19", "--dry-run", *files], cwd=tree.root, capture_output=True, text=True, check=True
    )
    places = re.findall(r"^(.+?):(\d+):\d+: warning:", result.stderr, re.MULTILINE)
    return [Finding(Path(path), int(line), "is not formatted; run ./dev format") for path, line in dict.fromkeys(places)]


if __name__ == "__main__":
    run_check(__doc__, check_format)
