# shellcheck shell=bash
# The suites of ./dev test. Each is a preset; CMakePresets.json says what it builds and runs.

# run_suites SUITE... -- PATTERN: all of them, whatever becomes of one; the last line tells of all.
run_suites() {
  local suites=() verdicts='' held=0 suite
  while [[ $1 != -- ]]; do suites+=("$1") && shift; done
  for suite in "${suites[@]}"; do
    say "suite $suite"
    if run_suite "$suite" "$2"; then held=$((held + 1)); fi
    verdicts+="${verdicts:+; }$suite: $(suite_verdict "$suite")"
  done
  printf '%d of %d suites pass: %s\n' "$held" ${#suites[@]} "$verdicts"
  ((held == ${#suites[@]}))
}

# What ctest says at its end is kept in a file, for the verdict.
run_suite() {
  local suite=$1 pattern=$2
  rm -f "build/$suite-tests.log"
  verb_build "$suite" && ctest --preset "$suite" --parallel "$(nproc)" -R "$pattern" | tee "build/$suite-tests.log"
}

# "812 tests", "3 of 812 tests failed" or "did not build", from the line of ctest's summary.
suite_verdict() {
  sed -nE 's/^100% tests passed, 0 tests failed out of ([0-9]+)$/\1 tests/p
           s/^[0-9]+% tests passed, ([0-9]+) tests failed out of ([0-9]+)$/\1 of \2 tests failed/p' \
    "build/$1-tests.log" 2>/dev/null | grep . || echo "did not build"
}
