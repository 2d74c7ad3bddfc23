#!/usr/bin/env bash
# scripts/clean-root.sh [--dir DIR] [--keep] COMMAND...: runs a command of this tree on a Debian 12 that has
# nothing but its smallest base, to see that the README's two commands are enough. For example:
#
#   scripts/clean-root.sh ./dev test
#   scripts/clean-root.sh --dir /var/tmp/bare --keep ./dev demo --smoke
#
# Takes what is committed. Needs root and debootstrap; apt's sources are this machine's own. Mounts live in a
# mount namespace of their own and are gone with it; the folder is removed, unless --keep says to use it again.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

dir='' keep=
while (($#)); do
  case $1 in
    --dir) dir=$(realpath -m "${2:?--dir needs a folder}") && shift 2 ;;
    --keep) keep=yes && shift ;;
    *) break ;;
  esac
done
(($#)) || die "which command? for example: scripts/clean-root.sh ./dev test"
((EUID == 0)) || die "only root can make a root folder; try with sudo"
command -v debootstrap >/dev/null || die "apt-get install debootstrap"

# The first address from which this machine itself gets bookworm.
mirror() {
  {
    sed -nE 's/^URIs: *([^ ]+).*/\1/p' /etc/apt/sources.list.d/*.sources
    sed -nE 's/^deb (\[[^]]*\] *)?([^ ]+) bookworm .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list
  } 2>/dev/null | sed -nE '/\/debian\/?$/{p;q}' || true  # Some of those files are not there.
}

make_base() {
  local from
  from=$(mirror)
  [[ -n $from ]] || die "this machine's apt sources name no Debian mirror"
  mkdir -p "$dir"
  debootstrap --variant=minbase bookworm "$dir" "$from" >"$dir.log" 2>&1 || {
    tail -n 20 "$dir.log" >&2
    die "debootstrap failed; the whole story is in $dir.log"
  }
  rm -f "$dir.log"
  # How this machine reaches its mirror: sources, proxies, names.
  local file
  rm -f "$dir/etc/apt/sources.list"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    [[ ! -f $file ]] || ! grep -qE '/debian(-security)?/? *' "$file" || cp "$file" "$dir$file"
  done
  for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    [[ ! -f $file ]] || ! grep -q '^ *Acquire' "$file" || cp "$file" "$dir$file"
  done
  cp /etc/resolv.conf /etc/hosts "$dir/etc/"
  # Nothing is to start by being installed.
  printf '#!/bin/sh\nexit 101\n' >"$dir/usr/sbin/policy-rc.d"
  chmod +x "$dir/usr/sbin/policy-rc.d"
}

if [[ ${LIANXIAO_CLEAN_ROOT:-} != inside ]]; then
  [[ $dir ]] || dir=$(mktemp -d /var/tmp/clean-root-XXXXXX)
  trap 'exit 130' INT TERM
  code=0
  # A process namespace too: nothing that was started in it outlives unshare.
  LIANXIAO_CLEAN_ROOT=inside unshare --mount --pid --fork --kill-child --mount-proc --propagation private \
    "$root/scripts/clean-root.sh" --dir "$dir" "$@" &
  inside=$!
  trap 'kill -KILL $inside 2>/dev/null || true; [[ $keep ]] || rm -rf --one-file-system "$dir"' EXIT
  wait $inside || code=$?
  say "clean root: '$*' ended with $code"
  exit $code
fi

[[ -x $dir/usr/sbin/policy-rc.d ]] || make_base  # Its last step.
rm -rf --one-file-system "$dir/src"
git_here -c protocol.file.allow=always clone -q --no-hardlinks --depth 1 "file://$root" "$dir/src"
mount -t proc proc "$dir/proc"
mount --rbind /dev "$dir/dev"
say "clean root: $(git_here log -1 --format='%h %s'), $(chroot "$dir" dpkg-query -W | wc -l) packages before"
# shellcheck disable=SC2016  # Expands inside.
env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
  chroot "$dir" bash -c 'cd /src && exec "$@"' bash "$@"
