"""RFC clauses can be found from the code: each protocol header names its standard, and no number is mistyped."""
import re
from pathlib import Path

from check_layers import public_headers
from source_tree import CPP, Finding, SourceTree, run_check

# Rooms that exist because of a standard. The others carry ideas of our own.
PROTOCOL_ROOMS = {
    "wire", "crypto", "jose", "oauth", "proof", "token", "client_auth", "grant", "authorize", "resource", "endpoint",
}  # fmt: skip
# Headers of those rooms whose idea is ours. A header that names a standard after all must leave this list.
OWN_IDEAS = {
    "authorize/interaction.hpp",  # what a browser does between /authorize and the answer
    "authorize/interaction_store.hpp",
    "authorize/services.hpp",
    "client_auth/method.hpp",  # the row of a table; each method's source names its clause
    "crypto/os_random.hpp",
    "endpoint/endpoint.hpp",  # the row of a table; each endpoint's source names its clause
    "endpoint/paths.hpp",
    "endpoint/render.hpp",
    "endpoint/services.hpp",
    "token/lifetimes.hpp",
    "wire/html.hpp",
}
STANDARD = re.compile(r"RFC \d|OpenID Connect|OIDC|FIPS|NIST|FAPI|WHATWG|W3C|JARM|X\.\d{3}")
RFC_NUMBER = re.compile(r"\bRFC[ -](\d{3,5})\b")
RFC_TAG = re.compile(r"@rfc\b(.*)")
CLAUSE = re.compile(r"(?:\d{3,5}\b|OIDC |JARM|FAPI |W3C )")
TAGGED_NUMBER = re.compile(r"(?:^|, )(\d{3,5})\b")


def check_rfc_docs(tree: SourceTree) -> list[Finding]:
    known = _known_numbers()
    findings = []
    for path in tree.files("lib", "adapters", "apps", "tests", "fuzz", suffixes=CPP):
        text = tree.read(path)
        for number, line in enumerate(text.splitlines(), 1):
            findings += _judge_line(path, number, line, known)
        if path.parts[0] == "lib" and path.parts[2] in PROTOCOL_ROOMS and path.suffix == ".hpp":
            findings += _judge_header(tree, path, text)
    return findings


def _known_numbers() -> set[str]:
    lines = Path(__file__).with_name("rfcs.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line[:1].isdigit()}


def _judge_line(path: Path, number: int, line: str, known: set[str]) -> list[Finding]:
    tag = RFC_TAG.search(line)
    clause = tag[1].strip() if tag else ""
    findings = [
        Finding(path, number, f"RFC {rfc} is not in tools/rfcs.txt: mistyped, or new to us")
        for rfc in RFC_NUMBER.findall(line) + TAGGED_NUMBER.findall(clause)
        if rfc not in known
    ]
    if tag and not CLAUSE.match(clause):
        findings.append(Finding(path, number, f"@rfc wants `number §section`, not {clause or 'nothing'}"))
    return findings


def _judge_header(tree: SourceTree, path: Path, text: str) -> list[Finding]:
    room, header = path.parts[2], path.name
    if header not in public_headers(tree, room):
        return []
    opening = text.split("#pragma once")[0]
    ours = f"{room}/{header}" in OWN_IDEAS
    if not opening.startswith("// "):
        return [Finding(path, 1, "begins without a comment that says what it is")]
    if not STANDARD.search(opening) and not ours:
        return [Finding(path, 1, "names no standard in its opening comment, and is not among the OWN_IDEAS")]
    if STANDARD.search(opening) and ours:
        return [Finding(path, 1, "names a standard: take it out of the OWN_IDEAS in tools/check_rfc_docs.py")]
    return []


if __name__ == "__main__":
    run_check(__doc__, check_rfc_docs)
