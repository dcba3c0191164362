"""clang-tidy 19 finds nothing; what it looks for stands in .clang-tidy."""
import json
import re
import subprocess
from pathlib import Path

from result_cache import ResultCache
from source_tree import Finding, SourceTree, run_check

COMMANDS = Path("build/release/compile_commands.json")
FOLDERS = ("lib", "adapters", "apps", "examples")


def check_tidy(tree: SourceTree) -> list[Finding]:
    if not tree.exists(COMMANDS):
        return [Finding(COMMANDS, 1, "is missing; run ./dev build")]
    commands = _compile_commands(tree)
    sources = [path for path in tree.files(*FOLDERS, suffixes=(".cpp",)) if path in commands]

    def ask(path: Path) -> list[Finding]:
        result = subprocess.run(
            ["clang-tidy-19", "--quiet", "-p", str(COMMANDS.parent), str(path)],
            cwd=tree.root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return _read_findings(tree, path, result)

    version = subprocess.run(["clang-tidy-19", "--version"], capture_output=True, text=True, check=True).stdout
    cache = ResultCache(tree, "tidy", version, tree.read(Path(".clang-tidy")))
    return cache.findings(sources, ask)


def _compile_commands(tree: SourceTree) -> set[Path]:
    entries = json.loads(tree.read(COMMANDS))
    files = (Path(entry["directory"], entry["file"]).resolve() for entry in entries)
    return {path.relative_to(tree.root) for path in files if path.is_relative_to(tree.root)}


def _read_findings(tree: SourceTree, path: Path, result: subprocess.CompletedProcess) -> list[Finding]:
    findings = []
    for place, line, message in re.findall(r"^(.+?):(\d+):\d+: (?:warning|error): (.*)$", result.stdout, re.MULTILINE):
        where = Path(place)
        where = where.relative_to(tree.root) if where.is_relative_to(tree.root) else where
        findings.append(Finding(where, int(line), message))
    if result.returncode != 0 and not findings:
        findings.append(Finding(path, 1, f"clang-tidy failed: {result.stderr.strip()[-300:]}"))
    return findings


if __name__ == "__main__":
    run_check(__doc__, check_tidy)
