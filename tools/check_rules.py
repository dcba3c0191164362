"""Every applicable rule of docs/certification.md is carried by a test, and every number that a test carries is one."""
from certification import PAGE, find_carriers, read_rules
from source_tree import Finding, SourceTree, run_check


def check_rules(tree: SourceTree) -> list[Finding]:
    rules = {rule.number: rule for rule in read_rules(tree)}
    findings = []
    carried = set()
    for carrier in find_carriers(tree):
        for number in carrier.numbers:
            carried.add(number)
            if number not in rules:
                findings.append(Finding(carrier.path, carrier.line, f"carries rule {number}, which {PAGE} does not have"))
            elif rules[number].missing:
                message = f"carries rule {number}, which is not applicable yet as {PAGE} has it"
                findings.append(Finding(carrier.path, carrier.line, message))
    for rule in rules.values():
        if not rule.missing and rule.number not in carried:
            findings.append(Finding(PAGE, rule.line, f"no test carries rule {rule.number}"))
    return findings


if __name__ == "__main__":
    run_check(__doc__, check_rules)
