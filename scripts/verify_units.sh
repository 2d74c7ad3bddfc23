#!/usr/bin/env bash
# Units.AreWellFormed: systemd reads our units without a word of complaint. They are looked at in a scratch
# root with stand-ins for our programs, so that nothing need be installed.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

command -v systemd-analyze >/dev/null || die "systemd-analyze is missing: apt-get install systemd"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
units=$scratch/usr/lib/systemd/system
mkdir -p "$units" "$scratch/usr/bin" "$scratch/etc"
ln -s usr/lib "$scratch/lib"
ln -s usr/bin "$scratch/bin"
# The targets that ours mention, from the machine's own systemd.
cp -P /lib/systemd/system/*.target "$units"
cp systemd/*.service systemd/*.timer "$units"
for program in lianxiao lianxiao-schoold lianxiao-centerd systemd-mount systemd-umount; do
  printf '#!/bin/sh\n' >"$scratch/usr/bin/$program"
  chmod +x "$scratch/usr/bin/$program"
done

names=()
for file in systemd/*.service systemd/*.timer; do names+=("$(basename "$file")"); done
said=$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no --root="$scratch" "${names[@]}" 2>&1) || {
  say "$said"
  die "systemd does not like a unit"
}
# verify ends well even when a setting is unknown or misspelt, so any word about our units counts.
if grep -E 'lianxiao' <<<"$said"; then die "systemd does not like a unit"; fi

# The rule for sticks asks for the unit that there is, by the names that udev knows.
if command -v udevadm >/dev/null && udevadm verify --help >/dev/null 2>&1; then
  udevadm verify systemd/80-lianxiao-stick.rules || die "udev does not like the rule"
fi
grep -q 'SYSTEMD_WANTS}+="lianxiao-stick@%k.service"' systemd/80-lianxiao-stick.rules || die "the rule for sticks starts no unit of ours"
[ -f systemd/lianxiao-stick@.service ] || die "the unit for sticks is not there"

# How exposed the services are, 0 to 10; 2 is what systemd itself calls OK and leaves little to say.
for file in systemd/*.service; do
  systemd-analyze security --offline=true --root="$scratch" --threshold=20 --no-pager "$(basename "$file")" |
    tail -n 1 || die "$file leaves more open than it did"
done
