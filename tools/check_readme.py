"""The example in the README is the one that the tests build and run, and its links lead somewhere."""
import re
from pathlib import Path

from source_tree import Finding, SourceTree, run_check

README = Path("README.md")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)")
MARKED_BLOCK = re.compile(r"<!-- (\S+) -->\n```\w*\n(.*?)```", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
SCREEN = 100  # lines


def check_readme(tree: SourceTree) -> list[Finding]:
    text = tree.read(README)
    findings = []
    if text.count("\n") > SCREEN:
        findings.append(Finding(README, SCREEN, "is too long to be read in one go"))
    blocks = MARKED_BLOCK.findall(text)
    if not blocks:
        findings.append(Finding(README, 1, "shows no example: expected <!-- path --> and a code block"))
    for name, block in blocks:
        line = text[: text.index(f"<!-- {name} -->")].count("\n") + 1
        if not tree.exists(name):
            findings.append(Finding(README, line, f"shows {name}, which is not there"))
        elif tree.read(Path(name)) != block:
            findings.append(Finding(README, line, f"shows another text than {name}; copy it again"))
    return findings + _judge_links(tree)


def _judge_links(tree: SourceTree) -> list[Finding]:
    findings = []
    for path in tree.files(suffixes=(".md",)):
        prose = CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), tree.read(path))
        for number, line in enumerate(prose.splitlines(), 1):
            for target in LINK.findall(line):
                if not (tree.root / path.parent / target).exists():
                    findings.append(Finding(path, number, f"links to {target}, which is not there"))
    return findings


if __name__ == "__main__":
    run_check(__doc__, check_readme)
