"""Remembers which files a compiler had nothing to say about, so that it is asked only about changed ones."""
import hashlib
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from os import cpu_count
from pathlib import Path
from typing import Callable

from cpp_text import includes
from source_tree import Finding, SourceTree


class ResultCache:
    """One folder of empty files, each named after everything that a clean result depends on."""

    def __init__(self, tree: SourceTree, name: str, *settings: str):
        self._tree = tree
        self._folder = tree.root / "build" / "lint" / name
        self._folder.mkdir(parents=True, exist_ok=True)
        self._settings = "\0".join(settings)
        self._content = lru_cache(maxsize=None)(self._content_uncached)

    def findings(self, paths: list[Path], ask: Callable[[Path], list[Finding]]) -> list[Finding]:
        """Asks about each file that is not known to be clean, several at a time."""
        keys = {path: self._folder / self._key(path) for path in paths}
        unknown = [path for path in paths if not keys[path].exists()]
        found = []
        with ThreadPoolExecutor(cpu_count()) as pool:
            for path, result in zip(unknown, pool.map(ask, unknown)):
                found += result
                if not result:
                    keys[path].touch()
        return found

    def _key(self, path: Path) -> str:
        digest = hashlib.sha256(f"{self._settings}\0{path}".encode())
        for part in sorted(self._closure(path)):
            digest.update(f"{part}\0".encode() + self._content(part)[0])
        return digest.hexdigest()

    def _closure(self, path: Path) -> set[Path]:
        """The file and all of our own files that it includes, however indirectly."""
        seen, waiting = set(), [path]
        while waiting:
            part = waiting.pop()
            if part not in seen:
                seen.add(part)
                waiting += self._content(part)[1]
        return seen

    def _content_uncached(self, path: Path) -> tuple[bytes, list[Path]]:
        text = self._tree.read(path)
        return text.encode(), [found for include in includes(text) if (found := self._find(include.name))]

    def _find(self, name: str) -> Path | None:
        for base in ("lib", "."):
            path = Path(base) / name
            if self._tree.exists(path):
                return path
        return None
