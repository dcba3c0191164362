import unittest

from check_case import CheckCase

COMMANDS = '[{"directory": "{root}", "file": "lib/a.cpp", "command": "c++ -std=c++23 -Ilib -c lib/a.cpp"}]'
SETTINGS = {
    ".clang-tidy": "Checks: '-*,bugprone-integer-division'\nHeaderFilterRegex: 'lib/'\n",
    "build/release/compile_commands.json": COMMANDS,
}
GOOD = "double half(int n) { return n / 2.0; }\n"
BAD = "double half(int n) { return n / 2; }\n"


class Tidy(CheckCase):
    CHECK = "check_tidy.py"

    def test_accepts_what_clang_tidy_accepts(self):
        self.accepts(SETTINGS | {"lib/a.cpp": GOOD})

    def test_refuses_findings_in_sources_and_their_headers(self):
        self.refuses(SETTINGS | {"lib/a.cpp": "\n" + BAD}, "lib/a.cpp:2: result of integer division")
        in_header = {"lib/a.cpp": '#include "attesto/a.hpp"\n', "lib/attesto/a.hpp": "inline " + BAD}
        self.refuses(SETTINGS | in_header, "lib/attesto/a.hpp:1: result of integer division")

    def test_refuses_what_does_not_compile_and_a_tree_that_was_not_configured(self):
        self.refuses(SETTINGS | {"lib/a.cpp": "int f() { return nothing; }\n"}, "lib/a.cpp:1: use of undeclared")
        self.refuses({"lib/a.cpp": GOOD}, "build/release/compile_commands.json:1: is missing")


if __name__ == "__main__":
    unittest.main()
