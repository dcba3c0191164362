"""The include rule: rooms of lib/ stand on floors and may only look down; the outside world is in adapters/."""
import re
from pathlib import Path

from cpp_text import Include, includes
from source_tree import CPP, Finding, SourceTree, run_check

FLOORS = {
    "base": 0,
    "wire": 1,
    "crypto": 1,
    "jose": 2,
    "oauth": 3,
    "policy": 4,
    "store": 4,
    "proof": 5,
    "token": 5,
    "client_auth": 6,
    "grant": 6,
    "authorize": 6,
    "resource": 6,
    "endpoint": 7,
    "server": 8,
}
# Adapters that other adapters are built on. All others know only the library.
SHARED_ADAPTERS = {"clock", "postgres", "registry", "sqlite"}
# Parts of the C++ library that reach outside the process; lib/ has no files and no threads of its own.
OUTSIDE_WORLD = {"cstdio", "filesystem", "fstream", "iostream", "thread"}
# Reads and writes addresses as text; opens nothing.
POSIX_TEXT = "arpa/inet.h"
# What only adapters may include: sockets, databases, cryptography, other people's servers.
ADAPTERS_ONLY = re.compile(r"(boost|openssl|curl|netinet)/|sys/(socket|un|epoll)\.h|netdb\.h|sqlite3\.h|libpq|sodium|p11-kit/")


def check_layers(tree: SourceTree) -> list[Finding]:
    findings = []
    for path in tree.files("lib", "adapters", "apps", "examples", suffixes=CPP):
        judge = _JUDGES[path.parts[0]]
        for include in includes(tree.read(path)):
            fault = judge(tree, path, include)
            if fault:
                findings.append(Finding(path, include.line, f"includes {include.name}: {fault}"))
    return findings


def _room(name: str) -> str | None:
    """The room of `attesto/<room>/<header>`."""
    parts = name.split("/")
    return parts[1] if len(parts) == 3 and parts[0] == "attesto" else None


def _judge_lib(tree: SourceTree, path: Path, include: Include) -> str | None:
    own = path.parts[2]
    if own not in FLOORS:
        return f"room {own} has no floor; give it one in tools/check_layers.py"
    if not include.quoted:
        return _judge_system_header(own, include.name)
    room = _room(include.name)
    if room is None:
        return "a room includes only attesto/<room>/<header>"
    if room == own:
        return None
    if FLOORS.get(room, 99) >= FLOORS[own]:
        return f"{room} is on floor {FLOORS.get(room, 'unknown')}, {own} on floor {FLOORS[own]}; a room looks only down"
    return _judge_visibility(tree, include.name)


def _judge_system_header(room: str, name: str) -> str | None:
    if name.startswith("openssl/"):
        return None if room == "crypto" else "only crypto includes OpenSSL"
    if not re.fullmatch(r"[a-z_0-9]+", name) and name != POSIX_TEXT:
        return "lib/ includes only the standard library"
    if name in OUTSIDE_WORLD:
        return "lib/ has no files and no threads of its own"
    return None


def _judge_visibility(tree: SourceTree, name: str) -> str | None:
    _, room, header = name.split("/")
    if header in public_headers(tree, room):
        return None
    return f"this header is private to {room}: it is not among the HEADERS of its CMakeLists.txt"


def _judge_outside(tree: SourceTree, path: Path, include: Include) -> str | None:
    """What holds for adapters, apps and examples alike."""
    if include.quoted and include.name.startswith("attesto/"):
        return _judge_visibility(tree, include.name)
    if path.parts[0] != "adapters" and ADAPTERS_ONLY.match(include.name):
        return "only adapters talk to the outside world"
    return None


def _judge_adapter(tree: SourceTree, path: Path, include: Include) -> str | None:
    parts = include.name.split("/")
    if include.quoted and parts[0] == "apps":
        return "an adapter knows no program"
    if include.quoted and parts[0] == "adapters" and parts[1] not in SHARED_ADAPTERS | {path.parts[1]}:
        return f"adapters know each other only through {', '.join(sorted(SHARED_ADAPTERS))}"
    return _judge_outside(tree, path, include)


def _judge_app(tree: SourceTree, path: Path, include: Include) -> str | None:
    parts = include.name.split("/")
    if include.quoted and parts[0] == "apps" and parts[1] not in ("config", "storage", path.parts[1]):
        return "programs share only apps/config and apps/storage"
    return _judge_outside(tree, path, include)


def _judge_example(tree: SourceTree, path: Path, include: Include) -> str | None:
    if include.quoted and include.name.startswith("apps/"):
        return "an example is a host of its own"
    return _judge_outside(tree, path, include)


def public_headers(tree: SourceTree, room: str) -> set[str]:
    """The HEADERS of a room's CMakeLists.txt."""
    lists = Path("lib/attesto") / room / "CMakeLists.txt"
    if not tree.exists(lists):
        return set()
    match = re.search(r"\bHEADERS\s+((?:[a-z_0-9]+\.hpp\s*)+)", tree.read(lists))
    return set(match[1].split()) if match else set()


_JUDGES = {"lib": _judge_lib, "adapters": _judge_adapter, "apps": _judge_app, "examples": _judge_example}

if __name__ == "__main__":
    run_check(__doc__, check_layers)
