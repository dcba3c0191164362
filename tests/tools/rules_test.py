import unittest

from check_case import CheckCase

ROWS = "| 1 | codes are random | |\n| 2 | pages are HTML | |\n| 38 | no click | |\n| 55 | logout | there is none yet |\n"
TREE = {
    "docs/certification.md": "# X\n\n" + ROWS,
    "tests/grant/CMakeLists.txt": "attesto_test(grant\n  SOURCES code_test.cpp NEEDS x)\n",
    "tests/grant/code_test.cpp": 'TEST_P(Code, rules_1_2_RFC6749_holds) {}\n    {"rule_2_row", 1},\n',
    "tests/browser/post.test.mjs": "test('rule 38: no click', async () => {\n",
}


def with_test(text: str) -> dict[str, str]:
    return TREE | {"tests/grant/code_test.cpp": TREE["tests/grant/code_test.cpp"] + text}


class Rules(CheckCase):
    CHECK = "check_rules.py"

    def test_accepts_what_is_so(self):
        self.accepts(TREE)

    def test_refuses_a_rule_that_no_test_carries(self):
        self.refuses(TREE | {"tests/browser/post.test.mjs": "// rule 38\n"}, "docs/certification.md:5: no test carries rule 38")
        self.refuses(TREE | {"tests/grant/CMakeLists.txt": "\n"}, "docs/certification.md:3:", "docs/certification.md:4:")

    def test_refuses_a_number_that_is_none(self):
        self.refuses(with_test("TEST(Code, rule_3_x) {}\n"), "tests/grant/code_test.cpp:3: carries rule 3, which docs/")
        self.refuses(TREE | {"tests/browser/post.test.mjs": "test('rules 38 and 39: x', () => {\n"}, "tests/browser/post.test.mjs:1: carries rule 39")

    def test_refuses_a_test_of_what_is_not_there(self):
        self.refuses(with_test('    {"rule_55_x"},\n'), "tests/grant/code_test.cpp:3: carries rule 55, which is not applicable")

    def test_reads_no_rule_out_of_other_names(self):
        self.accepts(with_test("TEST(Code, RFC9700_4_rules_say_3_things) {}\nTEST(Code, overrules_9_x) {}\n"))


if __name__ == "__main__":
    unittest.main()
