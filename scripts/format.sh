#!/usr/bin/env bash
# ./dev format: lays out our C++ as .clang-format says.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need lint
mapfile -t files < <(our_files '*.h' '*.cpp')
clang-format-14 -i "${files[@]}"
