#!/usr/bin/env bash
# lint.sh [--tidy] [CHECK...]: the checks of the sources, a line for each and what it found.
# clang-tidy takes a quarter of an hour on a tree it has not seen, so it has to be asked for.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly CHECKS=(layers budgets clock leftovers paths rfc_docs readme weaknesses rules docs format shell public_headers)

run_check() {
  case $1 in
    shell) shellcheck -x dev .ci/run tools/*.sh ;;
    *) python3 "tools/check_$1.py" ;;
  esac
}

if [[ ${1:-} == --tidy ]]; then
  shift
  set -- "${@:-${CHECKS[@]}}" tidy
fi
held=0
selected=("${@:-${CHECKS[@]}}")
for check in "${selected[@]}"; do
  if findings=$(run_check "$check" 2>&1); then
    held=$((held + 1))
    printf 'ok    %s\n' "$check"
  else
    printf 'FAIL  %s\n%s\n' "$check" "$findings"
  fi
done
printf '%d of %d hold\n' "$held" "${#selected[@]}"
((held == ${#selected[@]}))
