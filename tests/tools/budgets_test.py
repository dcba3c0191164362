import unittest

from check_case import CheckCase


def function(lines: int) -> str:
    """A function of so many lines, braces included."""
    return "int f(int a) {\n" + "  ++a;\n" * (lines - 2) + "}\n"


class Budgets(CheckCase):
    CHECK = "check_budgets.py"

    def test_files_at_and_over_the_limit(self):
        limits = {
            "lib/attesto/wire/a.cpp": 600,
            "lib/attesto/wire/a.hpp": 400,
            "lib/attesto/server/config.hpp": 250,
            "tests/wire/a_test.cpp": 900,
            "tools/check.py": 400,
        }
        self.accepts({path: "\n" * limit for path, limit in limits.items()})
        for path, limit in limits.items():
            self.refuses({path: "\n" * (limit + 1)}, f"{path}:{limit + 1}: has {limit + 1} lines; {limit} are allowed")

    def test_functions_at_and_over_the_limit(self):
        self.accepts({"lib/a.cpp": function(60)})
        self.refuses({"lib/a.cpp": "\n" + function(61)}, "lib/a.cpp:2: f has 61 lines; 60 are allowed")
        self.accepts({"tests/a.cpp": function(100)})
        self.refuses({"tests/a.cpp": function(101)}, "tests/a.cpp:1: f has 101 lines; 100 are allowed")

    def test_functions_in_namespaces_classes_and_behind_initialisers(self):
        body = "  ++a;\n" * 59
        for head in (
            "namespace n {\nclass C {\n public:\n  C(int a) : a_(a), b_{1, 2} {\n",
            "template <class T>\n  requires(sizeof(T) > 1)\nauto C<T>::operator()(int a) const noexcept -> int {\n",
            "struct S {\n};\nbool operator==(const S& a, const S& b) {\n",
            "const char* kText = R\"(} not a brace {)\";\nint f(char c = '{') {\n",
        ):
            result = self.run_on({"lib/a.cpp": head + body + "}\n"})
            self.assertIn("lines; 60 are allowed", result.stdout, head)
        self.accepts({"lib/a.cpp": "const auto kTable = std::array{\n" + "  row(1, 2),\n" * 100 + "};\n"})

    def test_rows_of_a_table_are_not_steps(self):
        rows = "    case A::b: return {1, 2};\n" * 100
        self.accepts({"lib/a.cpp": "int f(A a) {\n  switch (a) {\n" + rows + "  }\n}\n"})

    def test_parameters_at_and_over_the_limit(self):
        self.accepts({"lib/a.hpp": "int f(int, std::map<int, int>, int (*)(int, int), int e = g(1, 2), int);\nint g();\n"})
        self.refuses({"lib/a.hpp": "int f(int, int, int, int, int, int);\n"}, "lib/a.hpp:1: f has 6 parameters")

    def test_a_dictated_shape_says_so(self):
        signature = "int f(int, int, int, int, int, int) { return 1; }\n"
        self.accepts({"adapters/a.cpp": "// NOLINTNEXTLINE(readability-function-size): the shape that X asks for\n" + signature})

    def test_macros(self):
        self.accepts({"lib/a.hpp": "#define ATTESTO_TRY(x) x\n", "apps/a.cpp": "#define TOML_EXCEPTIONS 0\n"})
        self.refuses({"lib/a.hpp": "\n# define OTHER 1\n"}, "lib/a.hpp:2: defines the macro OTHER")


if __name__ == "__main__":
    unittest.main()
