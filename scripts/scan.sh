#!/usr/bin/env bash
# ./dev scan [URL...]: runs public web scanners against box, courseware and console of the demo, which it starts if
# need be, or against the addresses given. Prints what they found; docs/security.md says what became of it.
#
# LIANXIAO_SCAN_COOKIE='name=value' goes in with a session, LIANXIAO_SCAN_S is the time for one address (120).
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need scan

readonly longest_s=${LIANXIAO_SCAN_S:-120}
reports=$(mktemp -d)
readonly reports
trap 'rm -rf "$reports"' EXIT

demo_addresses() {
  local school center
  [[ -f demo/ports ]] || scripts/demo.sh >&2
  read -r school center <demo/ports
  curl -fsS -o /dev/null --max-time 5 "http://127.0.0.1:$school/" || scripts/demo.sh >&2
  say "http://127.0.0.1:$school/" "http://127.0.0.1:$((school + 1))/" "https://127.0.0.1:$center/"
}

# By kind: how often, and one address as an example.
summary() {  # REPORT.json
  jq -r '[.vulnerabilities, .anomalies, .additionals] | map(. // {} | to_entries[]) | .[]
    | select(.value | length > 0)
    | "  \(.key): \(.value | length), for instance \(.value[0].method) \(.value[0].path): \(.value[0].info)"' "$1" |
    cut -c1-300
}

web() {  # URL
  local own=$reports/${1//[^a-z0-9]/_} header=()  # Sessions are kept by host; ours differ by port.
  local report=$own/report.json
  mkdir "$own"
  [[ -z ${LIANXIAO_SCAN_COOKIE:-} ]] || header=(-H "Cookie: $LIANXIAO_SCAN_COOKIE")
  wapiti -u "$1" --flush-session --store-session "$own" --scope folder --max-scan-time "$longest_s" \
    --max-attack-time 10 --no-bugreport -v 0 "${header[@]}" \
    -m backup,blindsql,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,sql,ssrf,xss,xxe \
    -f json -o "$report" >"$report.log" 2>&1 || say "  wapiti stopped early: $(tail -n 1 "$report.log")"
  if [[ -s $report ]]; then
    local found
    found=$(summary "$report")
    say "wapiti:" "${found:-  nothing}"
  fi
}

ran=0
if (($# == 0)); then mapfile -t addresses < <(demo_addresses | tr ' ' '\n'); else addresses=("$@"); fi
for address in "${addresses[@]}"; do
  heading "$address"
  whatweb -a 3 --color=never "$address" 2>/dev/null | cut -c1-400
  [[ $address != https:* ]] || sslscan --no-colour --no-failed "${address#https://}" | sed -n '/SSL\/TLS Protocols/,$p'
  web "$address"
  ran=$((ran + 1))
done
((ran > 0)) || die "no address to scan"
