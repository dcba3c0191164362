import unittest

from check_case import CheckCase

PAGE = "# X\n\n| | wrong | instead | where | shown by |\n|---|---|---|---|---|\n"
ROW = "| W-6 | burnt | one commit | store/store.hpp | grant/code_test.cpp `still_works` |\n"
TREE = {
    "docs/weaknesses.md": PAGE + ROW,
    "lib/attesto/store/store.hpp": "/// Nothing is burnt (W-6).\n",
    "tests/grant/code_test.cpp": "TEST(Code, still_works) {}\n",
}


class Weaknesses(CheckCase):
    CHECK = "check_weaknesses.py"

    def test_accepts_what_is_so(self):
        self.accepts(TREE)

    def test_refuses_a_header_that_says_nothing_or_is_gone(self):
        finding = "docs/weaknesses.md:5: lib/attesto/store/store.hpp does not name W-6"
        self.refuses(TREE | {"lib/attesto/store/store.hpp": "/// W-66\n", "docs/weaknesses.md": PAGE + ROW + "W-66\n"}, finding)
        files = dict(TREE)
        del files["lib/attesto/store/store.hpp"]
        self.refuses(files, "docs/weaknesses.md:5: there is no lib/attesto/store/store.hpp")

    def test_refuses_a_test_that_is_not_there(self):
        finding = "docs/weaknesses.md:5: there is no still_works in tests/grant/code_test.cpp"
        self.refuses(TREE | {"tests/grant/code_test.cpp": "TEST(Code, still_works_not) {}\n"}, finding)
        files = dict(TREE)
        del files["tests/grant/code_test.cpp"]
        self.refuses(files, finding)

    def test_refuses_a_weakness_that_the_page_does_not_have(self):
        self.refuses(
            TREE | {"lib/attesto/store/a.hpp": "\n/// W-7\n"},
            "lib/attesto/store/a.hpp:2: names W-7, of which docs/weaknesses.md says nothing",
        )


if __name__ == "__main__":
    unittest.main()
