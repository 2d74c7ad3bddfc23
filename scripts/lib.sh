# shellcheck shell=bash
# What the scripts of the house share: where we are, how we speak, how a missing package gets here.
# Sourced, never run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
export LC_ALL=C.UTF-8

say() { printf '%s\n' "$*"; }
heading() { printf '\n── %s\n' "$*"; }
die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# Somebody who already has a compiler cache keeps it; otherwise it lies in the tree like everything else.
if [[ -z ${CCACHE_DIR:-} && ! -d ${HOME:-/nonexistent}/.cache/ccache && ! -d ${HOME:-/nonexistent}/.ccache ]]; then
  export CCACHE_DIR=$root/.cache/ccache
fi

# How many compilers at once: one a core, but each may want 1.5 GB.
jobs_that_fit() {
  local cores by_memory
  cores=$(nproc)
  by_memory=$(awk '/^MemTotal/ { print int($2 / 1500000) }' /proc/meminfo)
  ((by_memory >= 1)) || by_memory=1
  echo $((cores < by_memory ? cores : by_memory))
}

packages_of() {  # GROUP...
  local group
  for group in "$@"; do
    awk -v group="$group" '$1 == group { print $2; found = 1 } END { exit !found }' scripts/packages.txt ||
      die "scripts/packages.txt has no group '$group'"
  done | sort -u
}

missing_packages() {  # PACKAGE...
  local here
  here=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  local package
  for package in "$@"; do
    grep -qxF "$package installed" <<<"$here" || echo "$package"
  done
}

# Sees to it that all packages of these groups are installed.
need() {  # GROUP...
  [[ -z ${LIANXIAO_NO_INSTALL:-} ]] || return 0
  local wanted missing
  wanted=$(packages_of "$@")
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    die "this is neither Debian nor Ubuntu, so nothing was installed.
Install what your system calls these, then try again with LIANXIAO_NO_INSTALL=1:
  ${wanted//$'\n'/ }"
  fi
  # shellcheck disable=SC2086  # One word a package.
  missing=$(missing_packages $wanted)
  [[ -n $missing ]] || return 0
  # shellcheck disable=SC2086
  install_packages $missing
}

install_packages() {  # PACKAGE...
  local as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      die "packages are missing and there is no sudo. As root, run:
  apt-get update && apt-get install --no-install-recommends $*"
    fi
    as_root=(sudo)
    [[ -t 0 ]] || as_root+=(-n)
  fi
  local log=build/packages.log
  mkdir -p build
  say "installing $# packages: $*"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -q
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
  # Old lists name packages that the mirror no longer has; but a machine without a line may have them cached.
  "${apt[@]}" update >"$log" 2>&1 || say "apt-get update failed, going on with the lists at hand (see $log)"
  if ! "${apt[@]}" install -y --no-install-recommends "$@" >>"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "installing failed; the whole story is in $log. By hand:
  apt-get install --no-install-recommends $*"
  fi
  # Tests start their own nginx; the machine's own would only take port 80.
  if [[ " $* " == *" nginx "* && -d /run/systemd/system ]]; then
    "${as_root[@]}" systemctl disable --now nginx >>"$log" 2>&1 || true
  fi
}

# Our files whose name matches one of these patterns; in a tree without git, all but what is built.
our_files() {  # PATTERN...
  if git_here rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git_here ls-files -z --cached --others --exclude-standard -- "$@" |
      while IFS= read -r -d '' file; do
        if [[ -f $file ]]; then printf '%s\n' "$file"; fi
      done
  else
    local terms=() pattern
    for pattern in "$@"; do terms+=(-o -name "$pattern"); done
    find . \( -name 'build*' -o -name demo -o -name .cache -o -name .git \) -prune \
      -o -type f \( "${terms[@]:1}" \) -printf '%P\n' | sort
  fi
}

# A tree that root builds in a container often belongs to somebody else.
git_here() { git -c safe.directory="$root" "$@"; }

# configure DIR [cmake option...]: DIR is one of build, build-debug, build-asan, build-clang, build-fuzz.
configure() {
  local dir=$1
  shift
  mkdir -p "$dir"
  cmake -S . -B "$dir" -G Ninja "$@" >"$dir/configure.log" 2>&1 || {
    tail -n 40 "$dir/configure.log" >&2
    die "cmake failed; the whole story is in $dir/configure.log"
  }
}

compile() {  # DIR [target...]
  local dir=$1
  shift
  ninja -C "$dir" -j "$(jobs_that_fit)" "$@"
}

# Says in $build_dir and $cmake_options what the word means.
choose_build() {
  cmake_options=()
  case ${1:-} in
    '') build_dir=build ;;
    --debug) build_dir=build-debug cmake_options=(-DCMAKE_BUILD_TYPE=Debug) ;;
    --sanitize) build_dir=build-asan cmake_options=('-DSANITIZE=address,undefined') ;;
    --clang) build_dir=build-clang cmake_options=(-DCMAKE_C_COMPILER=clang-14 -DCMAKE_CXX_COMPILER=clang++-14) ;;
    *) die "no build is called '$1'; there are --debug, --sanitize and --clang" ;;
  esac
}

configure_chosen() {
  [[ $build_dir != build-clang ]] || need clang
  configure "$build_dir" "${cmake_options[@]}"
}
