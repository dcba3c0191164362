import unittest

from check_case import CheckCase

STYLE = {".clang-format": "BasedOnStyle: Google\n"}


class Format(CheckCase):
    CHECK = "check_format.py"

    def test_accepts_formatted_files(self):
        self.accepts(STYLE | {"lib/a.cpp": "int f() { return 1; }\n", "tests/b.hpp": "int g();\n"})

    def test_refuses_others_wherever_they_are(self):
        self.refuses(STYLE | {"tests/a.cpp": "int f();\nint   g();\n"}, "tests/a.cpp:2: is not formatted; run ./dev format")


if __name__ == "__main__":
    unittest.main()
