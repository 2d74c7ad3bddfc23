#!/bin/bash
# Every key of the string catalogs that C++ code names must exist; templates are checked when they load
# (tests/unit/web/render_test.cpp). A name that begins with one of the catalog's tables counts as a key.
set -euo pipefail
cd "$(dirname "$0")/.."

keys=$(awk -F' *= *' '/^\[/ { gsub(/[][]/, ""); table = $0 "." } /^[a-zA-Z0-9_.-]+ *=/ { print table $1 }' \
  web/strings/zh-CN.toml)
tables=$(sed 's/\..*//' <<<"$keys" | sort -u | paste -sd'|')
# "problem.no_space" stands for its three sentences, "search.total" for its counts.
stems=$(sed -E 's/\.(other|one|happened|safe|next)$//' <<<"$keys")

used=$(grep -rohE --include='*.cpp' "\"($tables)\.[a-z]([a-z0-9_.]*[a-z0-9])?\"" web daemon | tr -d '"' | sort -u)
[ "$(wc -l <<<"$used")" -gt 50 ] || { echo "found hardly any key in the code: is this test still looking?"; exit 1; }
missing=$(comm -23 <(echo "$used") <(printf '%s\n%s\n' "$keys" "$stems" | sort -u))
[ -z "$missing" ] || { echo "no words for:"; echo "$missing"; exit 1; }
