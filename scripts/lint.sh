#!/usr/bin/env bash
# ./dev lint [--all|--turn]: what can be seen without running anything. Goes through all of it, then says what
# was wrong. clang-tidy looks at the files that differ from main; with --all at every file, with --turn at one
# in six, others at each commit.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

tidy=changed
case ${1:-} in
  '') ;;
  --all) tidy=all ;;
  --turn) tidy=turn ;;
  *) die "lint knows --all and --turn, not '$1'" ;;
esac
need build lint units

wrong=()
check() {  # NAME COMMAND...
  local name=$1
  shift
  if "$@"; then say "$name: fine"; else
    say "$name: NOT fine"
    wrong+=("$name")
  fi
}

layout() {
  local found
  found=$(our_files '*.h' '*.cpp' | xargs -r -d '\n' clang-format-14 --dry-run -Werror 2>&1 |
    sed -nE 's/^([^: ]+):[0-9]+:[0-9]+: error: .*/\1/p' | sort | uniq -c)
  [[ -z $found ]] || { say "lines to lay out, by file (./dev format does it):"; say "$found"; false; }
}

scripts() {
  { our_files '*.sh'; say dev; say .ci/run; } | xargs -r -d '\n' shellcheck
}

# A path of somebody's own machine works nowhere else. Where a stick shows up is everybody's.
paths() {
  local machine='(^|[^A-Za-z0-9_./-])/(home|root|Users|work|mnt|media)/[A-Za-z0-9]' found
  found=$(our_files '*.h' '*.cpp' '*.cmake' '*CMakeLists.txt' '*.sh' '*.md' '*.toml' '*.json' '*.service' '*.py' \
    '*.html' '*.css' '*.js' dev run | xargs -r -d '\n' grep -nE "$machine" -- |
    grep -vE '/media/(STICK|U盘)' || true)
  [[ -z $found ]] || { say "$found"; false; }
}

json() {
  local file ok=0
  while read -r file; do
    jq -e 'type == "object" or type == "array"' "$file" >/dev/null || { say "$file is no JSON"; ok=1; }
    [[ $file != *openapi* ]] || jq -e '.openapi and .info.version and (.paths | length > 0)' "$file" >/dev/null ||
      { say "$file is no OpenAPI description"; ok=1; }
  done < <(our_files '*.json' | sed -E '/\/(corpus|bad|broken)\//d')
  return $ok
}

tables() {
  our_files '*.csv' | sed -E '/\/(corpus|bad|broken)\//d' |
    xargs -r -d '\n' -n 1 awk -f scripts/csv_shape.awk
}

# What a document points to is there.
links() {
  local file target bad=0
  while read -r file; do
    while read -r target; do
      [[ $target == *:* || -e $(dirname "$file")/$target ]] || { say "$file: there is no $target"; bad=1; }
    done < <(grep -oE '\]\([^)# ]+' "$file" | cut -c3-)
  done < <(our_files '*.md')
  return $bad
}

tidy() { scripts/tidy.sh "$tidy"; }

check layout layout
check scripts scripts
check rooms tests/rooms_test.sh
check units scripts/verify_units.sh
check paths paths
check json json
check "old browsers" scripts/old_engines.sh
check tables tables
check links links
check clang-tidy tidy

((${#wrong[@]} == 0)) || die "lint found something in: ${wrong[*]}"
