#!/usr/bin/env bash
# ./dev bench [NAME]: builds and runs the programs of tests/bench. They print figures and assert nothing.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
(($# <= 1)) || die "bench takes one name at most"

need build bench media
choose_build ''
configure_chosen
compile build
mapfile -t programs < <(find build/bench build/tests -type f -executable \( -path '*/bench/*' -o -name 'bench_*' \) 2>/dev/null |
  grep -v CMakeFiles | sort)
ran=0
for program in "${programs[@]}"; do
  name=$(basename "$program")
  name=${name#bench_}
  [[ -z ${1:-} || $1 == "$name" ]] || continue
  heading "$name"
  "$program"
  ran=$((ran + 1))
done
((ran > 0)) || die "no benchmark is called '${1:-}'; there are: ${programs[*]##*/}"
