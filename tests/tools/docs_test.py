import unittest
from pathlib import Path

from check_case import CheckCase

DOXYFILE = (Path(__file__).resolve().parents[2] / "Doxyfile").read_text(encoding="utf-8")
# Only the library, so that the small tree needs no adapters.
SETTINGS = DOXYFILE + "INPUT = lib docs/reference.md\n"
REFERENCE = "# X\n\n@namespace attesto\n@brief All of it.\n"
HEADER = """namespace attesto::inline v0 {
/// A point.
struct Point {
  Point() = default;
  int x = 0;  ///< in metres
  /// Both of these.
  ///@{
  int y() const;
  int z() const;
  ///@}
};
}
"""


class Docs(CheckCase):
    CHECK = "check_docs.py"

    def tree(self, header: str) -> dict[str, str]:
        return {"Doxyfile": SETTINGS, "docs/reference.md": REFERENCE, "lib/attesto/base/a.hpp": header}

    def test_accepts_what_is_documented(self):
        self.accepts(self.tree(HEADER))

    def test_refuses_a_member_a_type_and_a_function_without_a_word(self):
        place = "lib/attesto/base/a.hpp"
        self.refuses(self.tree(HEADER.replace("  ///< in metres", "")), f"{place}:5: Member x")
        self.refuses(self.tree(HEADER.replace("/// A point.", "")), f"{place}:3: Compound attesto::Point is not")
        self.refuses(self.tree(HEADER.replace("};", "};\nint f();")), f"{place}:12: Member f()")

    def test_refuses_a_tag_that_does_not_exist(self):
        self.refuses(self.tree(HEADER.replace("A point.", "A @pont.")), "lib/attesto/base/a.hpp:2: Found unknown command")


if __name__ == "__main__":
    unittest.main()
