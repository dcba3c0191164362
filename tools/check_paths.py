"""What is committed works anywhere: no paths of the machine it was written on."""
import re

from source_tree import Finding, SourceTree, run_check

MACHINE_PATH = re.compile(r"(?<![\w.\-/}])/(?:home|root|Users|work|workspace|workspaces)/[\w.]")
SUFFIXES = (".hpp", ".cpp", ".py", ".mjs", ".js", ".json", ".cmake", ".txt", ".md", ".toml", ".sh", ".conf", ".yml", "")


def check_paths(tree: SourceTree) -> list[Finding]:
    findings = []
    for path in tree.files(suffixes=SUFFIXES):
        try:
            lines = tree.read(path).splitlines()
        except UnicodeDecodeError:
            continue  # a binary file without a suffix, such as an entry of a fuzzing corpus
        for number, line in enumerate(lines, 1):
            match = MACHINE_PATH.search(line)
            if match:
                findings.append(Finding(path, number, f"names a path of one machine: {match[0]}…"))
    return findings


if __name__ == "__main__":
    run_check(__doc__, check_paths)
