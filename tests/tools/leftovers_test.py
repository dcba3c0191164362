import unittest

from check_case import CheckCase


class Leftovers(CheckCase):
    CHECK = "check_leftovers.py"

    def test_accepts_prose(self):
        self.accepts(
            {
                "lib/a.cpp": "// Reads, decides; then writes once.\n/// return values; see below;\n// RFC 6749 (§4.1);\n"
                'auto pattern = "attesto-XXXXXX";  // see mkdtemp(3);\n',
                "lib/b.cpp": "// Used like this:\n//   use(it);\n",
                "README.md": "mastodons\n",
            }
        )

    def test_refuses_notes_to_oneself(self):
        for word in ("TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX"):
            self.refuses({"docs/a.md": f"\nsee {word}: later\n"}, f"docs/a.md:2: says {word}")

    def test_refuses_code_in_comments(self):
        for code in ("return x;", "foo.bar(1, 2);", "int x = 3;", "#include <map>", "if_ready(x);", "}", "auto& y = z[0];"):
            self.refuses({"lib/a.cpp": f"  // {code}\n"}, "lib/a.cpp:1: has code in a comment")


if __name__ == "__main__":
    unittest.main()
