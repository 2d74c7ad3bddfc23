#!/usr/bin/env bash
# ./dev test [--sanitize|--clang] [LABEL...]: builds what is needed, runs it, and ends with one line,
# "N passed, N failed", over all that ran.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly all_labels=(unit sim e2e browser fault fuzz)
readonly alone='^(e2e|browser|fault)$'  # These start programs and measure time: one after the other.
readonly fuzz_smoke_seconds=${LIANXIAO_FUZZ_SMOKE_SECONDS:-20}

passed=0 failed=0 skipped=0

# One run of ctest: run NAME JOBS [ctest option...]
run() {
  local name=$1 jobs=$2
  shift 2
  local junit=$root/$build_dir/test-$name.xml log=$build_dir/test-$name.log
  rm -f "$junit"
  local code=0
  ctest --test-dir "$build_dir" -j "$jobs" --output-on-failure --no-tests=ignore \
    --output-junit "$junit" "$@" 2>&1 | tee "$log" | quiet || code=${PIPESTATUS[0]}
  count "$log" "$junit" "$code"
}

# Passes on everything but the many lines that say that all is well.
quiet() {
  sed -uE -e '/^ *Start +[0-9]+: /d' -e '/\.\.+ +Passed +[0-9.]+ sec$/d' \
    -e '/^(Internal ctest|Test project|Label Time Summary|Total Test time|No tests were found)/d' \
    -e '/^[a-z0-9]+ += +[0-9.]+ sec\*proc/d' -e '/^$/d'
}

# Adds up what ctest said: "95% tests passed, 2 tests failed out of 40". A program that was never built counts
# as failed there; what skipped itself stands only in the JUnit file, together with the former.
count() {  # LOG JUNIT EXIT_CODE
  local summary suite='' tests=0 bad=0 out=0
  summary=$(sed -nE 's/^[0-9]+% tests passed, ([0-9]+) tests? failed out of ([0-9]+)$/\1 \2/p' "$1" | tail -n 1)
  [[ -z $summary ]] || read -r bad tests <<<"$summary"
  [[ ! -f $2 ]] || suite=$(tr '\n\t' '  ' <"$2" | grep -o '<testsuite [^>]*>' | head -n 1 || true)
  out=$(($(attribute disabled "$suite") + $(attribute skipped "$suite") + $(attribute failures "$suite") - bad))
  # A run that ended badly without naming a test is a failure too.
  ((bad > 0 || $3 == 0)) || bad=1 tests=$((tests + 1))
  passed=$((passed + tests - bad - out)) failed=$((failed + bad)) skipped=$((skipped + out))
}

attribute() {  # NAME ELEMENT
  local value
  value=$(sed -nE "s/.* $1=\"([0-9]+)\".*/\\1/p" <<<"$2")
  echo "${value:-0}"
}

# The fuzz targets, each for a short while, one a core; one target counts as one test.
fuzz_smoke() {
  local name names
  need build fuzz
  scripts/fuzz.sh --build
  names=$(scripts/fuzz.sh --list)
  # shellcheck disable=SC2016  # Expands in the inner shell.
  xargs -r -P "$(nproc)" -I NAME bash -c \
    'rm -f build-fuzz/NAME.ok; scripts/fuzz.sh --run NAME "$1" >build-fuzz/NAME.log 2>&1 && touch build-fuzz/NAME.ok' \
    bash "$fuzz_smoke_seconds" <<<"$names" || true  # Which of them failed is told below.
  for name in $names; do
    if [[ -f build-fuzz/$name.ok ]]; then
      passed=$((passed + 1))
      say "$name: $(grep -E '^Done [0-9]+ runs' "build-fuzz/$name.log" | tail -n 1)"
    else
      failed=$((failed + 1))
      tail -n 40 "build-fuzz/$name.log"
      say "$name: FAILED, see build-fuzz/$name.log"
    fi
  done
}

# axe-core finds what keeps people out of a page. Debian has no package of it, so npm fetches this one release once;
# where it cannot, the one test that asks for it skips itself.
fetch_axe() {
  local folder=.cache/axe file=axe-core-4.10.2.tgz
  local digest=9ea2d2d6917da998122bdacfd3b473e31ead53f4b87146c716a12edf89158100
  [[ ! -f $folder/axe.min.js ]] && command -v npm >/dev/null || return 0
  mkdir -p "$folder"
  (
    cd "$folder"
    timeout 60 npm pack --silent axe-core@4.10.2 >/dev/null 2>&1 &&
      sha256sum --status -c <<<"$digest  $file" && tar -xzf "$file" --strip-components=1 package/axe.min.js
    rm -f "$file"
  ) || true
  [[ -f $folder/axe.min.js ]] || say "axe-core could not be fetched; its test will be skipped"
}

wants() { [[ " ${labels[*]} " == *" $1 "* ]]; }

has_tests() {  # LABEL
  [[ $(ctest --test-dir "$build_dir" -N -L "^$1\$") == *"Test #"* ]]
}

build_option=()
labels=()
for word in "$@"; do
  case $word in
    --sanitize | --clang) build_option=("$word") ;;
    unit | sim | e2e | browser | fault | fuzz) labels+=("$word") ;;
    *) die "no tests are called '$word'; there are ${all_labels[*]}" ;;
  esac
done
everything=
((${#labels[@]})) || everything=yes labels=("${all_labels[@]}")

need build
if wants sim || wants e2e || wants browser || wants fault; then need media mirror; fi
if wants browser; then
  need browser
  fetch_axe
fi
if wants e2e; then need units clock mdns; fi

choose_build "${build_option[@]}"
configure_chosen
heading "build"
if [[ ${labels[*]} == unit ]]; then
  mapfile -t programs < <(ninja -C "$build_dir" -t targets all | sed -nE 's/^(unit_[a-z_]+): .*/\1/p')
  compile "$build_dir" "${programs[@]}"
elif [[ ${labels[*]} != fuzz || ${#build_option[@]} -gt 0 ]]; then
  compile "$build_dir"
fi

if [[ $everything ]]; then
  heading "unit, sim, and what the fuzz targets know by heart"
  run quick "$(nproc)" -LE "$alone"
  heading "e2e, browser, fault"
  run alone 1 -L "$alone"
else
  for label in "${labels[@]}"; do
    [[ $label != fuzz || ${#build_option[@]} -gt 0 ]] || continue  # Then the corpus is played back.
    heading "$label"
    if [[ $label =~ $alone ]]; then run "$label" 1 -L "^$label\$"; else run "$label" "$(nproc)" -L "^$label\$"; fi
  done
fi
if wants fuzz && ((${#build_option[@]} == 0)); then
  heading "fuzz, ${fuzz_smoke_seconds} s each"
  fuzz_smoke
fi

heading "result"
for label in "${labels[@]}"; do
  has_tests "$label" || say "there are no $label tests"
done
((skipped == 0)) || say "$skipped skipped: see 'Skipped' above"
if ((passed + failed == 0)); then
  say "no test ran, and that is a failure"
  failed=1
fi
say "$passed passed, $failed failed"
((failed == 0))
