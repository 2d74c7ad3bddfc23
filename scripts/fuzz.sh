#!/usr/bin/env bash
# ./dev fuzz [NAME] [SECONDS]: runs the fuzz targets, each from its corpus in tests/fuzz/corpus/NAME. What
# libFuzzer finds on the way is kept in build-fuzz/found/NAME; an input that breaks something, beside it. Long runs
# left what they found in tests/fuzz/found/NAME.tar.gz (libFuzzer's -merge=1, then tar), so that the next one
# begins where they ended.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

programs() { find build-fuzz -path '*/CMakeFiles' -prune -o -type f -executable -name 'fuzz_*' -print | sort; }
program_of() { programs | grep -E "/fuzz_$1\$" | head -n 1; }

build() {
  configure build-fuzz -DCMAKE_C_COMPILER=clang-14 -DCMAKE_CXX_COMPILER=clang++-14 -DLIANXIAO_FUZZ=ON \
    -DLIANXIAO_TESTS=OFF -DSANITIZE=address,undefined
  local targets
  mapfile -t targets < <(ninja -C build-fuzz -t targets all | sed -nE 's/^(fuzz_[a-z0-9_]+): .*/\1/p' | sort -u)
  ((${#targets[@]})) || {
    say "there are no fuzz targets"
    return 0
  }
  compile build-fuzz "${targets[@]}"
}

run() {  # NAME SECONDS
  local program found=build-fuzz/found/$1 corpus=tests/fuzz/corpus/$1
  program=$(program_of "$1") || true
  [[ -n $program ]] || die "no fuzz target is called '$1'; there are: $(list | tr '\n' ' ')"
  if [[ ! -d $found || -z $(ls -A "$found") ]]; then
    mkdir -p "$found"
    [[ ! -f tests/fuzz/found/$1.tar.gz ]] || tar -xzf "tests/fuzz/found/$1.tar.gz" -C "$found"
  fi
  local folders=("$found")
  [[ ! -d $corpus ]] || folders+=("$corpus")
  "$program" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build-fuzz/$1-" "${folders[@]}"
}

list() { programs | sed 's:.*/fuzz_::'; }

case ${1:-} in
  --build) build ;;
  --list) list ;;
  --run) run "$2" "$3" ;;  # What is built already.
  *)
    [[ -z ${1:-} || $1 =~ ^[0-9]+$ || -f tests/fuzz/$1.cpp ]] || die "no fuzz target is called '$1'"
    need build fuzz
    build
    seconds=${2:-60}
    if [[ ${1:-} =~ ^[0-9]+$ ]]; then names=$(list) seconds=$1; else names=${1:-$(list)}; fi
    [[ $seconds =~ ^[0-9]+$ ]] || die "'$seconds' is no number of seconds"
    [[ -n $names ]] || die "there are no fuzz targets"
    for name in $names; do run "$name" "$seconds"; done
    ;;
esac
