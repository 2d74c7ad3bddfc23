#!/bin/bash
# Every key of the string catalogs that C++ code names must exist; templates are checked when they load
# (tests/unit/web/render_test.cpp). A name that begins with one of the catalog's tables counts as a key.
set -euo pipefail
cd "$(dirname "$0")/.."

# check CATALOG ROOM TABLES: every key of these tables that ROOM's code names is in CATALOG.
check() {
  local keys stems used missing
  keys=$(awk -F' *= *' '/^\[/ { gsub(/[][]/, ""); table = $0 "." } /^[a-zA-Z0-9_.-]+ *=/ { print table $1 }' "$1")
  local tables=${3:-$(cut -d. -f1 <<<"$keys" | sort -u | paste -sd'|')}
  # "problem.no_space" stands for its three sentences, "search.total" for its counts.
  stems=$(sed -E 's/\.(other|one|happened|safe|next)$//' <<<"$keys")
  # What an error is called in code, "own.budget", has its sentence at "failed.own.budget".
  stems+=$'\n'$(sed -nE 's/^(failed|error)\.//p' <<<"$keys")
  used=$(grep -rohE --include='*.cpp' "\"($tables)\.[a-z]([a-z0-9_.]*[a-z0-9])?\"" "$2" | tr -d '"' | sort -u)
  [ "$(wc -l <<<"$used")" -gt 20 ] || { echo "found hardly any key in $2: is this test still looking?"; exit 1; }
  missing=$(comm -23 <(echo "$used") <(printf '%s\n%s\n' "$keys" "$stems" | sort -u))
  [ -z "$missing" ] || { echo "no words in $1 for:"; echo "$missing"; exit 1; }
}

check web/strings/zh-CN.toml web
check daemon/strings/cli.zh-CN.toml daemon cli

# What the county says when it refuses a library: each has its sentence, in both languages (a unit test compares
# them).
raised=$(grep -rohE '"library\.[a-z_]+: |Refuse\("[a-z_]+"|Damaged\(' center daemon --include='*.cpp' |
  sed -E 's/^"library\.([a-z_]+): /\1/; s/^Refuse\("([a-z_]+)"/\1/; s/^Damaged\($/damaged/' | sort -u)
[ "$(wc -l <<<"$raised")" -gt 20 ] || { echo "found hardly any refusal of a library: is this test still looking?"; exit 1; }
told=$(awk -F' *= *' '/^\[/ { table = $0 } table == "[error.library]" && /^[a-z_]+ *=/ { print $1 }' daemon/strings/cli.en.toml | sort -u)
missing=$(comm -23 <(echo "$raised") <(echo "$told"))
[ -z "$missing" ] || { echo "no words for what a library is refused for:"; echo "$missing"; exit 1; }

# What stands in the security log is told in words, too.
acts=$(grep -rohE --include='*.cpp' '(\.act = |Note\((c, by|site, request), |Wrong\(attempt, )"[a-z]+\.[a-z_]+"' storage web daemon center |
  grep -oE '"[^"]+"' | tr -d '"' | sort -u)
[ "$(wc -l <<<"$acts")" -gt 15 ] || { echo "found hardly any act: is this test still looking?"; exit 1; }
for catalog in web/strings/zh-CN.toml web/strings/en.toml; do
  told=$(awk -F' *= *' '/^\[/ { gsub(/[][]/, ""); table = $0 "." } /^[a-zA-Z0-9_.-]+ *=/ { print table $1 }' "$catalog" |
    sed -n 's/^audit\.act\.//p' | sort -u)
  missing=$(comm -23 <(echo "$acts") <(echo "$told"))
  [ -z "$missing" ] || { echo "no words in $catalog for the acts:"; echo "$missing"; exit 1; }
done

# Everybody is 你 here, or nobody in particular: short, and the same on every page.
found=$(grep -rn '您' web/strings web/pages daemon/strings center --include='*.toml' --include='*.html' --include='*.js' || true)
[ -z "$found" ] || { echo "pages and programs say 你:"; echo "$found"; exit 1; }
