import unittest

from check_case import CheckCase

EXAMPLE = "int main() { return [](int) { return 0; }(1); }\n"
README = "# X\n<!-- examples/a.cpp -->\n```cpp\n" + EXAMPLE + "```\n[more](docs/a.md#part), [web](https://example.com)\n"
TREE = {"README.md": README, "examples/a.cpp": EXAMPLE, "docs/a.md": "[up](../README.md)\n"}


class Readme(CheckCase):
    CHECK = "check_readme.py"

    def test_accepts_the_example_as_it_is(self):
        self.accepts(TREE)

    def test_refuses_another_text(self):
        self.refuses(TREE | {"examples/a.cpp": "int main() { }\n"}, "README.md:2: shows another text than examples/a.cpp")

    def test_refuses_an_example_that_is_not_there(self):
        files = dict(TREE)
        del files["examples/a.cpp"]
        self.refuses(files, "README.md:2: shows examples/a.cpp, which is not there")

    def test_refuses_a_readme_without_example_or_end(self):
        self.refuses({"README.md": "# X\n"}, "README.md:1: shows no example")
        self.refuses(TREE | {"README.md": README + "\n" * 100}, "README.md:100: is too long")

    def test_refuses_links_into_nowhere(self):
        self.refuses(TREE | {"docs/a.md": "\n[x](gone.md)\n"}, "docs/a.md:2: links to gone.md, which is not there")


if __name__ == "__main__":
    unittest.main()
