"""C++ as text: enough of its grammar to measure a file without a compiler."""
import re
from typing import NamedTuple

_LITERALS = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"
      | "(?:\\.|[^"\\\n])*"
      | (?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])*'
    """,
    re.DOTALL | re.VERBOSE,
)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^>"\n]+)[>"]', re.MULTILINE)
_PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_TYPE_HEAD = re.compile(r"\b(?:class|struct|union|enum)\b")
_NO_FUNCTION = {"if", "for", "while", "switch", "catch", "requires", "decltype", "alignas", "noexcept", "sizeof"}


class Include(NamedTuple):
    line: int
    quoted: bool
    name: str


class Function(NamedTuple):
    name: str
    line: int
    lines: int  # 0 for a declaration
    parameters: int


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _blank(match: re.Match) -> str:
    text = match.group()
    return text[0] + re.sub(r"[^\n]", " ", text[1:-1]) + text[-1] if text[0] in "\"'" else re.sub(r"[^\n]", " ", text)


def without_comments_and_literals(text: str) -> str:
    """The same text, character for character, with comments and the inside of literals blank."""
    return _LITERALS.sub(_blank, text)


def includes(text: str) -> list[Include]:
    code = re.sub(r"/\*.*?\*/", _blank, text, flags=re.DOTALL)
    return [Include(line_of(code, m.start()), m[1] == '"', m[2]) for m in _INCLUDE.finditer(code)]


def functions(text: str) -> list[Function]:
    """Functions defined or declared at namespace or class level, with what they measure."""
    code = _PREPROCESSOR.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), without_comments_and_literals(text))
    return _FunctionScan(code).run()


class _FunctionScan:
    """Walks the braces. A head is the text between two statements at namespace or class level."""

    def __init__(self, code: str):
        self._code = code
        self._found: list[Function] = []

    def run(self) -> list[Function]:
        self._scan_scope(0)
        return self._found

    def _scan_scope(self, at: int) -> int:
        """Scans a namespace or a class body. @return the offset behind its closing brace"""
        head = at
        while at < len(self._code):
            char = self._code[at]
            if char == "}":
                return at + 1
            if char == "(":
                at = self._skip(at)
            elif char == ";":
                self._add(head, at, None)
                head = at = at + 1
            elif char == "{":
                head, at = self._scan_brace(head, at)
            else:
                at += 1
        return at

    def _scan_brace(self, head: int, at: int) -> tuple[int, int]:
        text = self._code[head:at]
        outer = _outside_parentheses(text)
        if re.search(r"\b(?:namespace|extern)\b", outer) and "(" not in outer:
            end = self._scan_scope(at + 1)
            return end, end
        if _TYPE_HEAD.search(outer) and not _signature(text):
            end = self._skip(at) if re.search(r"\benum\b", outer) else self._scan_scope(at + 1)
            return end, end
        end = self._skip(at)
        following = self._code[end:].lstrip()[:1]
        if not _signature(text) or following in (",", "{"):
            return head, end  # an initialiser: the statement goes on
        self._add(head, at, end)
        return end, end

    def _add(self, head: int, body: int, end: int | None) -> None:
        text = self._code[head:body]
        signature = _signature(text)
        if not signature:
            return
        start = head + len(text) - len(text.lstrip())
        lines = self._code.count("\n", start, end) + 1 if end else 0
        self._found.append(Function(signature[0], line_of(self._code, start), lines, signature[1]))

    def _skip(self, at: int) -> int:
        """@return the offset behind the bracket that closes the one at `at`"""
        depth = 0
        while at < len(self._code):
            depth += self._code[at] in "({["
            depth -= self._code[at] in ")}]"
            at += 1
            if depth == 0:
                break
        return at


def _outside_parentheses(text: str) -> str:
    kept, depth = [], 0
    for char in text:
        depth -= char == ")"
        if depth == 0:
            kept.append(char)
        depth += char == "("
    return "".join(kept)


def _signature(head: str) -> tuple[str, int] | None:
    """Name and number of parameters, if the head is one of a function."""
    head = re.sub(r"\[\[.*?\]\]", "", head, flags=re.DOTALL)
    for match in re.finditer(r"(operator\s*(?:\(\)|[^\s(]+)|~?[A-Za-z_]\w*)\s*(?=\()", head):
        before = _outside_parentheses(head[: match.start()])
        if match[1] in _NO_FUNCTION or "(" in before and ")" not in before:
            continue
        if re.search(r"(?<![=!<>])=(?!=)", before) or re.search(r"\busing\b|\btypedef\b|\bstatic_assert\b", before):
            return None
        return match[1], _count_parameters(head[match.end() :])
    return None


def _count_parameters(text: str) -> int:
    depth, commas, any_text = 0, 0, False
    for char in text:
        depth += char in "([{<"
        depth -= char in ")]}>"
        if depth == 0:
            break
        commas += char == "," and depth == 1
        any_text = any_text or not (char.isspace() or char in "()")
    return commas + 1 if any_text else 0
