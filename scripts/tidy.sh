#!/usr/bin/env bash
# scripts/tidy.sh changed|all|turn: clang-tidy with the checks of .clang-tidy. `changed` means: against main,
# and what is not committed yet. `turn` means: another part of all files at each commit, so that every file has
# its turn and no run takes long.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# clang-tidy cannot read gcc's precompiled headers, so it has a build folder of its own, in which nothing
# but generated sources is ever built.
prepare() {
  configure build-tidy -DCMAKE_C_COMPILER=clang-14 -DCMAKE_CXX_COMPILER=clang++-14 -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON
}

# Takes minutes where nothing was built yet, so only for files that are looked at.
make_headers() {
  local generated
  mapfile -t generated < <(ninja -C build-tidy -t targets all | sed -nE 's/^([^ ]*embedded\/[^ ]*\.h): CUSTOM_COMMAND.*/\1/p')
  ((${#generated[@]} == 0)) || compile build-tidy "${generated[@]}" >/dev/null
}

changed_files() {
  local base
  base=$(git_here merge-base HEAD main 2>/dev/null || git_here merge-base HEAD origin/main 2>/dev/null) ||
    die "there is no main to compare with; try ./dev lint --all"
  { git_here diff --name-only --diff-filter=d "$base"; git_here ls-files --others --exclude-standard; } | sort -u
}

# Of the files named on standard input those that are compiled; for a header the file of the same name.
compiled() {
  local file
  sed -nE 's/\.(h|cpp)$/.cpp/p' | sort -u | while read -r file; do
    if [[ -f $file ]] && grep -qF "\"file\": \"$root/$file\"" build-tidy/compile_commands.json; then say "$file"; fi
  done
}

# One file in so many, the next ones at the next commit.
readonly turns=6
of_this_turn() { awk -v n="$(git_here rev-list --count HEAD)" -v t=$turns 'NR % t == n % t'; }

prepare
case ${1:-changed} in
  all) names=$(our_files '*.cpp') ;;
  turn) names=$(our_files '*.cpp' | of_this_turn) ;;
  *) names=$(changed_files) ;;
esac
mapfile -t files < <(compiled <<<"$names")
((${#files[@]})) || {
  say "clang-tidy: no C++ file differs from main"
  exit 0
}
say "clang-tidy: ${#files[@]} files"
make_headers

# One process a file and one file a core. What clang-tidy counts about other people's headers is left out.
look() {  # [clang-tidy option...] <files
  xargs -r -d '\n' -P "$(jobs_that_fit)" -n 1 clang-tidy-14 -p build-tidy --quiet "$@" 2>>build-tidy/tidy.err
}

: >build-tidy/tidy.err
code=0
printf '%s\n' "${files[@]}" | sed '/^tests\//d' | look || code=1
# The analyzer takes half of the time, and what it could find in a test the test's own run finds.
printf '%s\n' "${files[@]}" | sed -n '/^tests\//p' | look '--checks=-clang-analyzer-*' || code=1
((code == 0)) || sed -E '/^[0-9]+ warnings? (generated|treated)|^Suppressed|^Use -header-filter/d' build-tidy/tidy.err
exit $code
