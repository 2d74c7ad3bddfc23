#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks samples/v1 and samples/v2; exits non-zero if anything is not as it should be.
# Needs node, ffmpeg, poppler-utils and unzip; the exercise is played too where make.sh has put its tools.
set -eu
cd "$(dirname "$0")"
for tool in node ffprobe ffmpeg pdffonts unzip; do
  command -v "$tool" >/dev/null || { echo "check: $tool is missing" >&2; exit 1; }
done
node check.js
if [ -d node_modules/puppeteer-core ] && command -v chromium >/dev/null; then
  node play.js ../v1/shuxue/fenshu-daren
  node play.js ../v2/shuxue/fenshu-daren
  echo "the exercise can be played and won at 1366x768 and 390x844"
else
  echo "the exercise was not played: no browser here"
fi
