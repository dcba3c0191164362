"""Public headers compile alone and need nothing but the standard library and other public headers."""
import os
import re
import subprocess
from pathlib import Path

from check_layers import public_headers
from cpp_text import includes
from result_cache import ResultCache
from source_tree import Finding, SourceTree, run_check

COMPILER = os.environ.get("CXX", "g++")
FLAGS = ["-std=c++23", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-x", "c++", "-"]


def check_public_headers(tree: SourceTree) -> list[Finding]:
    headers = [
        room / header
        for room in sorted({path.parent for path in tree.files("lib/attesto", suffixes=(".hpp",))})
        for header in sorted(public_headers(tree, room.name))
    ]
    missing = [Finding(path, 1, "is among the HEADERS of its room, but not there") for path in headers if not tree.exists(path)]
    present = [path for path in headers if tree.exists(path)]
    impure = [finding for path in present for finding in _judge_includes(tree, path)]

    def compile_alone(path: Path) -> list[Finding]:
        program = f'#include "{path.relative_to("lib")}"\n'
        result = subprocess.run(
            [COMPILER, *FLAGS, "-Ilib"], cwd=tree.root, input=program, capture_output=True, text=True, check=False
        )
        if result.returncode == 0:
            return []
        error = re.search(r"error: (.*)", result.stderr)
        return [Finding(path, 1, f"does not compile alone: {error[1] if error else result.stderr.strip()}")]

    version = subprocess.run([COMPILER, "--version"], capture_output=True, text=True, check=True).stdout
    return missing + impure + ResultCache(tree, "public_headers", version, *FLAGS).findings(present, compile_alone)


def _judge_includes(tree: SourceTree, path: Path) -> list[Finding]:
    findings = []
    for include in includes(tree.read(path)):
        parts = include.name.split("/")
        standard = not include.quoted and re.fullmatch(r"[a-z_0-9]+", include.name)
        public = include.quoted and parts[0] == "attesto" and len(parts) == 3 and parts[2] in public_headers(tree, parts[1])
        if not standard and not public:
            findings.append(Finding(path, include.line, f"shows {include.name} to whoever includes it"))
    return findings


if __name__ == "__main__":
    run_check(__doc__, check_public_headers)
