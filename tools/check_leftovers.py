"""Nothing half done: no notes to oneself, no code in comments."""
import re

from source_tree import CPP, Finding, SourceTree, run_check

NOTE = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|HA" r"CK|X" r"XX)\b")
# A line that was switched off; an example that explains is indented further.
COMMENTED_CODE = re.compile(
    r"^\s*// ?(?:#\s*(?:include|if|define)\b.*|\}|return\b.*;|[\w:<>*&.\->]+(?:\s[\w:*&]+)?(?:\(.*\)|\s*=\s*\S.*);)\s*$"
)
SUFFIXES = CPP + (".py", ".mjs", ".cmake", ".txt", ".md", ".sh", ".html", ".css")


def check_leftovers(tree: SourceTree) -> list[Finding]:
    findings = []
    for path in tree.files(suffixes=SUFFIXES):
        for number, line in enumerate(tree.read(path).splitlines(), 1):
            note = NOTE.search(line)
            if note:
                findings.append(Finding(path, number, f"says {note[0]}: do it, or file an issue"))
            if path.suffix in CPP and COMMENTED_CODE.match(line):
                findings.append(Finding(path, number, "has code in a comment: delete it, the history keeps it"))
    return findings


if __name__ == "__main__":
    run_check(__doc__, check_leftovers)
