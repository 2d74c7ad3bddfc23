#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds samples/v1 and samples/v2. With an argument only that one: make.sh v2
set -eu
cd "$(dirname "$0")"

need='chromium espeak-ng ffmpeg fonts-lxgw-wenkai fonts-noto-cjk pngquant poppler-utils sox unzip'
command -v node >/dev/null || need="$need nodejs"
command -v npm >/dev/null || need="$need npm"
missing=
for package in $need; do
  dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
if [ -n "$missing" ]; then
  apt-get -o DPkg::Lock::Timeout=300 update -qq
  # shellcheck disable=SC2086  # A list of words.
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $missing
fi
[ -d node_modules ] || npm ci --ignore-scripts
if [ $# -eq 0 ]; then set -- v1 v2; fi
node build.js "$@"
./check.sh
