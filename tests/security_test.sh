#!/bin/bash
# docs/security.md names the test that proves each claim and the constant that caps each input. All of them must
# exist: a claim whose test was renamed or dropped fails here.
# shellcheck disable=SC2016  # Backticks are Markdown's here.
set -euo pipefail
cd "$(dirname "$0")/.."
doc=docs/security.md

# Formatting may break a TEST( line, so line ends count as blanks.
tests=$(find tests -name '*_test.cpp' -exec cat {} + | tr '\n' ' ' |
  grep -oE 'TEST(_F|_P)?\( *[A-Za-z0-9_]+, *[A-Za-z0-9_]+' | sed -E 's/TEST(_F|_P)?\( *//; s/, */./' | sort -u)
named=$(grep -oE '`[A-Z][A-Za-z0-9]+\.[A-Z][A-Za-z0-9_]+`' "$doc" | tr -d '`' | sort -u)
[ "$(wc -l <<<"$named")" -gt 40 ] || { echo "$doc names hardly any test: is this script still looking?"; exit 1; }
missing=$(comm -23 <(echo "$named") <(echo "$tests"))
[ -z "$missing" ] || { echo "$doc names tests that do not exist:"; echo "$missing"; exit 1; }

caps=$(sed -nE 's/^\|.*\| `(k[A-Za-z0-9]+|[a-z_]+)` \| `([a-z_/.]+)` \|$/\1 \2/p' "$doc")
[ "$(wc -l <<<"$caps")" -gt 20 ] || { echo "$doc names hardly any cap: is this script still looking?"; exit 1; }
wrong=0
while read -r cap file; do
  grep -qE "\\b$cap\\b" "$file" || { echo "$doc: $file has no $cap"; wrong=1; }
done <<<"$caps"
exit $wrong
