"""./dev lint says what holds, and fails if something does not."""
import subprocess
import unittest
from pathlib import Path

LINT = Path(__file__).resolve().parents[2] / "tools" / "lint.sh"


def lint(*checks: str) -> tuple[int, list[str]]:
    result = subprocess.run([LINT, *checks], capture_output=True, text=True, check=False)
    return result.returncode, result.stdout.splitlines()


class Lint(unittest.TestCase):
    def test_counts_what_holds(self):
        self.assertEqual(lint("clock", "layers"), (0, ["ok    clock", "ok    layers", "2 of 2 hold"]))

    def test_goes_on_after_a_failure_and_fails_at_the_end(self):
        code, lines = lint("no_such_check", "clock")
        self.assertEqual(code, 1)
        self.assertEqual(lines[0], "FAIL  no_such_check")
        self.assertEqual(lines[-2:], ["ok    clock", "1 of 2 hold"])


if __name__ == "__main__":
    unittest.main()
