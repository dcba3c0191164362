"""A small source tree on disk, and a check that runs over it as ./dev lint runs it."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"


class CheckCase(unittest.TestCase):
    CHECK = ""  # name of the script below tools/

    def run_on(self, files: dict[str, str]) -> subprocess.CompletedProcess:
        with tempfile.TemporaryDirectory() as root:
            for name, text in files.items():
                path = Path(root, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text.replace("{root}", root), encoding="utf-8")
            return subprocess.run(
                [sys.executable, TOOLS / self.CHECK, root], capture_output=True, text=True, check=False
            )

    def accepts(self, files: dict[str, str]) -> None:
        result = self.run_on(files)
        self.assertEqual((result.stdout + result.stderr, result.returncode), ("", 0))

    def refuses(self, files: dict[str, str], *findings: str) -> None:
        """Each finding is the whole or the beginning of a line of the output; there are no others."""
        result = self.run_on(files)
        lines = result.stdout.splitlines()
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(len(lines), len(findings), result.stdout)
        for line, finding in zip(lines, findings):
            self.assertTrue(line.startswith(finding), f"{line}\nwanted: {finding}")
