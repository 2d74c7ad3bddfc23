#!/usr/bin/env bash
# ./dev bench [NAME [OPTION]...]: builds and runs the programs of tests/bench. They print figures and assert nothing.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

name_asked=${1:-}
(($# == 0)) || shift

need build bench media
[[ $name_asked != serve ]] || need serve
choose_build ''
configure_chosen
compile build
mapfile -t programs < <(find build/bench build/tests -type f -executable \( -path '*/bench/*' -o -name 'bench_*' \) 2>/dev/null |
  grep -v CMakeFiles | sort)
ran=0
for program in "${programs[@]}"; do
  name=$(basename "$program")
  name=${name#bench_}
  [[ -z $name_asked || $name_asked == "$name" ]] || continue
  heading "$name"
  "$program" "$@"
  ran=$((ran + 1))
done
((ran > 0)) || die "no benchmark is called '$name_asked'; there are: ${programs[*]##*/}"
