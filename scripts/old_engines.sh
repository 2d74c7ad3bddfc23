#!/usr/bin/env bash
# Pages for browsers from 2016 (Chromium 49, Firefox 52): scripts in the language of 2009 (ES5), and style sheets
# whose newer features stand behind @supports or change nothing where they are unknown. What is looked for here
# is what such a browser would stumble over, not what it merely does without. No arguments: our own pages;
# FOLDER: those there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
pages=${1:-web/pages}
bad=0
say_bad() {
  echo "$1"
  bad=1
}

# A script with one newer word in it does not run at all.
command -v acorn >/dev/null || { echo "acorn is missing: apt install node-acorn"; exit 1; }
for script in "$pages"/*.js; do
  acorn --ecma5 --silent "$script" || say_bad "$script is not ES5"
done

# Calls that came later than both browsers; they fail when they are reached.
calls='\.(replaceChildren|replaceAll|flatMap|flat|padStart|padEnd|prepend|append|finally|toggleAttribute)\(|Object\.(fromEntries|entries|values)\(|(Intersection|Resize)Observer|AbortController|querySelectorAll\([^)]*\)\.forEach|\.forEach\.call\(document\.all'
found=$(grep -nE "$calls" "$pages"/*.js || true)
[ -z "$found" ] || say_bad "newer than Chromium 49 or Firefox 52:"$'\n'"$found"

# A whole rule goes when its list of selectors has one that is unknown; a value that is unknown leaves none, so
# sizes by min(), max() and clamp() need a plain one; without gap and aspect-ratio boxes stick together.
for sheet in "$pages"/*.css; do
  found=$(awk '
    { line = $0; gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line) }
    /@supports/ { inside = 1; depth = 0 }
    {
      if (!inside && line ~ /:(is|where|has|focus-visible|focus-within)[ ({,]|aspect-ratio *:|[^-a-z]inset *:|clamp\(|[^-a-z](min|max)\(|[^-a-z](row-|column-)?gap *:|place-(items|content|self)|display: *(inline-)?grid|@(container|layer)|color-mix|[0-9](svh|dvh|lvh)|(margin|padding)-(inline|block)/ &&
          line !~ /column-count/) print FILENAME ":" NR ": " $0
      if (inside) { depth += gsub(/{/, "{", line) - gsub(/}/, "}", line); if (depth <= 0) inside = 0 }
    }' "$sheet")
  [ -z "$found" ] || say_bad "outside of @supports:"$'\n'"$found"
done

found=$(grep -nE 'type="module"|<dialog|<search>|popover=' "$pages"/*.html || true)
[ -z "$found" ] || say_bad "markup that old browsers do not know:"$'\n'"$found"
exit $bad
