import unittest

from check_case import CheckCase

ROOMS = {
    "lib/attesto/base/CMakeLists.txt": "attesto_room(base\n  HEADERS id.hpp secret.hpp)\n",
    "lib/attesto/crypto/CMakeLists.txt": "attesto_room(crypto\n  SOURCES key.cpp\n  HEADERS key.hpp\n  NEEDS attesto_base)\n",
    "lib/attesto/wire/CMakeLists.txt": "attesto_room(wire\n  HEADERS json.hpp)\n",
    "lib/attesto/token/CMakeLists.txt": "attesto_room(token\n  HEADERS issue.hpp)\n",
}


class Layers(CheckCase):
    CHECK = "check_layers.py"

    def refuses_include(self, path: str, include: str, fault: str):
        name = include.strip('<>"')
        self.refuses(ROOMS | {path: f"#include {include}\n"}, f"{path}:1: includes {name}: {fault}")

    def test_accepts_the_rooms_as_they_are_meant(self):
        self.accepts(
            ROOMS
            | {
                "lib/attesto/crypto/key.cpp": '#include "attesto/crypto/openssl.hpp"\n#include <openssl/evp.h>\n'
                '#include "attesto/base/id.hpp"\n#include <vector>\n',
                "adapters/http/server.cpp": '#include <boost/asio.hpp>\n#include "adapters/http/session.hpp"\n',
                "adapters/store_sqlite/store.cpp": '#include "adapters/sqlite/database.hpp"\n',
                "apps/attestod/main.cpp": '#include "adapters/http/server.hpp"\n#include "apps/config/config.hpp"\n'
                '#include "attesto/token/issue.hpp"\n',
            }
        )

    def test_refuses_a_room_that_looks_up(self):
        self.refuses_include("lib/attesto/base/id.hpp", '"attesto/token/issue.hpp"', "token is on floor 5, base on floor 0")

    def test_refuses_a_room_that_looks_sideways(self):
        self.refuses_include("lib/attesto/wire/json.cpp", '"attesto/crypto/key.hpp"', "crypto is on floor 1, wire on floor 1")

    def test_refuses_a_room_without_a_floor(self):
        self.refuses_include("lib/attesto/cellar/x.cpp", "<vector>", "room cellar has no floor")

    def test_refuses_openssl_outside_crypto(self):
        self.refuses_include("lib/attesto/token/issue.cpp", "<openssl/evp.h>", "only crypto includes OpenSSL")

    def test_refuses_other_libraries_in_lib(self):
        self.refuses_include("lib/attesto/token/issue.cpp", "<sqlite3.h>", "lib/ includes only the standard library")
        self.refuses_include("lib/attesto/token/issue.cpp", '"adapters/http/x.hpp"', "a room includes only")

    def test_refuses_files_and_threads_in_lib(self):
        self.refuses_include("lib/attesto/token/issue.cpp", "<fstream>", "lib/ has no files")
        self.refuses_include("lib/attesto/token/issue.cpp", "<thread>", "lib/ has no files")

    def test_refuses_a_header_that_is_private_to_another_room(self):
        for path in ("lib/attesto/token/x.cpp", "adapters/http/x.cpp", "apps/attestod/x.cpp", "examples/embed/x.cpp"):
            self.refuses_include(path, '"attesto/crypto/openssl.hpp"', "this header is private to crypto")

    def test_refuses_sockets_and_databases_outside_adapters(self):
        for name in ("<boost/asio.hpp>", "<sys/socket.h>", "<sqlite3.h>", "<openssl/ssl.h>", "<sodium.h>"):
            self.refuses_include("apps/attestod/x.cpp", name, "only adapters talk to the outside world")

    def test_refuses_adapters_that_know_each_other_or_a_program(self):
        self.refuses_include("adapters/http/x.cpp", '"adapters/password/x.hpp"', "adapters know each other only")
        self.refuses_include("adapters/http/x.cpp", '"apps/config/x.hpp"', "an adapter knows no program")

    def test_refuses_programs_that_know_each_other(self):
        self.refuses_include("apps/attesto/x.cpp", '"apps/attestod/site.hpp"', "programs share only apps/config")

    def test_is_not_fooled_by_comments(self):
        self.accepts(ROOMS | {"lib/attesto/base/id.hpp": '/*\n#include "attesto/token/issue.hpp"\n*/\n// #include <thread>\n'})


if __name__ == "__main__":
    unittest.main()
