import unittest

from check_case import CheckCase


class Paths(CheckCase):
    CHECK = "check_paths.py"

    def test_accepts_paths_that_any_machine_has(self):
        self.accepts(
            {
                "dev": "cat /etc/os-release /usr/bin/env /tmp/x\n",
                "a.md": "https://example.com/home/x and lib/" + "work/x, /homework/x, $ROOT/" + "work/x\n",
            }
        )

    def test_refuses_paths_of_one_machine(self):
        for folder in ("home", "root", "Users", "work"):
            self.refuses({"tools/a.py": f'\nopen("/{folder}/someone")\n'}, "tools/a.py:2: names a path of one machine")
        self.refuses({"dev": "cd /" + "work/x\n"}, "dev:1: names a path of one machine")


if __name__ == "__main__":
    unittest.main()
