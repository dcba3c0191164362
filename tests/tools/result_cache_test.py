"""What is known to be clean is not asked about again, until something it depends on changes."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from result_cache import ResultCache  # noqa: E402
from source_tree import Finding, SourceTree  # noqa: E402

SOURCE = Path("lib/a.cpp")


class Cache(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("lib/a.cpp", '#include "attesto/b.hpp"\n')
        self.write("lib/attesto/b.hpp", '#include "attesto/c.hpp"\n')
        self.write("lib/attesto/c.hpp", "int c();\n")

    def write(self, name: str, text: str):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def asked(self, *settings: str, verdict: list[Finding] | None = None) -> bool:
        asked = []

        def ask(path: Path) -> list[Finding]:
            asked.append(path)
            return verdict or []

        found = ResultCache(SourceTree(self.root), "test", *settings).findings([SOURCE], ask)
        self.assertEqual(found, verdict or [] if asked else [])
        return asked == [SOURCE]

    def test_a_clean_file_is_asked_about_once(self):
        self.assertTrue(self.asked())
        self.assertFalse(self.asked())

    def test_a_finding_is_never_remembered(self):
        finding = Finding(SOURCE, 1, "bad")
        self.assertTrue(self.asked(verdict=[finding]))
        self.assertTrue(self.asked(verdict=[finding]))

    def test_a_change_anywhere_below_asks_again(self):
        self.assertTrue(self.asked())
        self.write("lib/attesto/c.hpp", "long c();\n")
        self.assertTrue(self.asked())
        self.assertFalse(self.asked())

    def test_another_setting_asks_again(self):
        self.assertTrue(self.asked("-O1"))
        self.assertTrue(self.asked("-O2"))


if __name__ == "__main__":
    unittest.main()
