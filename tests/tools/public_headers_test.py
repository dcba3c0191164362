import unittest

from check_case import CheckCase

LISTS = {"lib/attesto/base/CMakeLists.txt": "attesto_room(base\n  HEADERS id.hpp secret.hpp)\n"}
ID = "#pragma once\n#include <string>\nusing Id = std::string;\n"
SECRET = '#pragma once\n#include "attesto/base/id.hpp"\nstruct Secret { Id id; };\n'


class PublicHeaders(CheckCase):
    CHECK = "check_public_headers.py"

    def tree(self, **changed: str) -> dict[str, str]:
        headers = {"id": ID, "secret": SECRET} | changed
        return LISTS | {f"lib/attesto/base/{name}.hpp": text for name, text in headers.items()}

    def test_accepts_headers_that_stand_alone(self):
        self.accepts(self.tree())

    def test_refuses_a_header_that_forgot_an_include(self):
        forgetful = "#pragma once\nstd::string name();\n"
        self.refuses(self.tree(id=forgetful, secret="#pragma once\n"), "lib/attesto/base/id.hpp:1: does not compile alone")

    def test_refuses_a_header_that_shows_other_libraries_or_private_headers(self):
        inside = "#pragma once\n#include <sqlite3.h>\n"
        self.refuses(self.tree(id=inside, secret="#pragma once\n"), "lib/attesto/base/id.hpp:2: shows sqlite3.h")
        private = '#pragma once\n#include "attesto/base/private.hpp"\n'
        files = self.tree(secret=private) | {"lib/attesto/base/private.hpp": "#pragma once\n"}
        self.refuses(files, "lib/attesto/base/secret.hpp:2: shows attesto/base/private.hpp")

    def test_refuses_a_header_that_is_not_there(self):
        files = self.tree()
        del files["lib/attesto/base/secret.hpp"]
        self.refuses(files, "lib/attesto/base/secret.hpp:1: is among the HEADERS of its room, but not there")


if __name__ == "__main__":
    unittest.main()
