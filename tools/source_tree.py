"""The files of a source tree, and how a check reports what it found in them."""
import argparse
import sys
from pathlib import Path
from typing import Callable, NamedTuple

NOT_SOURCE = {".git", ".cache", "build", "node_modules", "var"}
CPP = (".hpp", ".cpp")


class Finding(NamedTuple):
    path: Path
    line: int
    message: str


class SourceTree:
    """A tree on disk; paths are relative to its root."""

    def __init__(self, root: Path):
        self.root = root.resolve()

    def files(self, *folders: str, suffixes: tuple[str, ...] | None = None) -> list[Path]:
        """Every file below the folders (default: everywhere), sorted."""
        found = []
        for folder in folders or (".",):
            for path in sorted((self.root / folder).rglob("*")):
                relative = path.relative_to(self.root)
                if NOT_SOURCE.intersection(relative.parts) or path.is_symlink() or not path.is_file():
                    continue
                if suffixes is None or path.suffix in suffixes:
                    found.append(relative)
        return found

    def read(self, path: Path) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def exists(self, path: Path | str) -> bool:
        return (self.root / path).is_file()


def run_check(rule: str, check: Callable[[SourceTree], list[Finding]]) -> None:
    """Command line of a check: prints one line per finding and exits with 1 if there is one."""
    parser = argparse.ArgumentParser(description=rule)
    parser.add_argument("root", nargs="?", type=Path, default=Path("."), help="the tree to check; default: here")
    findings = dict.fromkeys(check(SourceTree(parser.parse_args().root)))  # once each, in order
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.message}")
    sys.exit(1 if findings else 0)
