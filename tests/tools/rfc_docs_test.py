import unittest

from check_case import CheckCase

LISTS = {
    "lib/attesto/oauth/CMakeLists.txt": "attesto_room(oauth\n  HEADERS pkce.hpp)\n",
    "lib/attesto/wire/CMakeLists.txt": "attesto_room(wire\n  HEADERS html.hpp)\n",
}
HEADER = "lib/attesto/oauth/pkce.hpp"


class RfcDocs(CheckCase):
    CHECK = "check_rfc_docs.py"

    def test_accepts_a_header_that_names_its_standard(self):
        text = "// PKCE - RFC 7636.\n#pragma once\n/// Checks.\n/// @rfc 7636 §4.6, 9700 §2.1.1\n/// @rfc OIDC Core §3.1\n"
        self.accepts(LISTS | {HEADER: text})

    def test_accepts_an_idea_of_our_own_only_without_a_standard(self):
        html = "lib/attesto/wire/html.hpp"
        self.accepts(LISTS | {html: "// Text in pages.\n#pragma once\n"})
        self.refuses(LISTS | {html: "// Text - RFC 6749.\n#pragma once\n"}, f"{html}:1: names a standard")

    def test_asks_only_public_headers(self):
        self.accepts(LISTS | {"lib/attesto/oauth/private.hpp": "#pragma once\n"})

    def test_refuses_a_header_that_does_not_say_what_it_is(self):
        self.refuses(LISTS | {HEADER: "#pragma once\n"}, f"{HEADER}:1: begins without a comment")
        self.refuses(LISTS | {HEADER: "// PKCE.\n#pragma once\n"}, f"{HEADER}:1: names no standard")

    def test_refuses_numbers_that_nobody_knows(self):
        self.refuses({"adapters/a.cpp": "\n// RFC 6479 §3\n"}, "adapters/a.cpp:2: RFC 6479 is not in tools/rfcs.txt")
        self.refuses({"lib/attesto/base/a.hpp": "/// @rfc 6749 §3, 7363 §4\n"}, "lib/attesto/base/a.hpp:1: RFC 7363 is not")

    def test_refuses_tags_without_a_clause(self):
        self.refuses({"lib/attesto/base/a.hpp": "/// @rfc\n"}, "lib/attesto/base/a.hpp:1: @rfc wants")
        self.refuses({"lib/attesto/base/a.hpp": "/// @rfc see above\n"}, "lib/attesto/base/a.hpp:1: @rfc wants")


if __name__ == "__main__":
    unittest.main()
