#!/bin/sh
# Rooms.ArrowsPointOneWay: which room may know which, in includes and in links, and which library belongs to
# which room. Prints what breaks the rule.
#
#   daemon ──▶ web, center, sync ──▶ storage ──▶ storage/formats ──▶ storage/base
set -eu
cd "$(dirname "$0")/.."

# Lines "room-folder: what it may include or link, besides itself".
arrows='
storage/base:
storage/formats: storage/base
storage: storage/formats storage/base
sync: storage storage/formats storage/base
center: storage storage/formats storage/base
web: storage storage/formats storage/base
daemon: web center sync storage storage/formats storage/base
'
rooms='storage/base storage/formats storage sync center web daemon'

sources() {  # FOLDER: its own C++ files; storage/ without its two inner rooms.
  case $1 in
    storage) find storage \( -path storage/base -o -path storage/formats \) -prune -o \( -name '*.h' -o -name '*.cpp' \) -print ;;
    *) find "$1" -name '*.h' -o -name '*.cpp' ;;
  esac
}

room_of() {  # PATH of a header, as it is included
  case $1 in
    storage/base/*) echo storage/base ;;
    storage/formats/*) echo storage/formats ;;
    */*) echo "${1%%/*}" ;;
  esac
}

may() {  # ROOM OTHER
  [ "$1" = "$2" ] && return 0
  echo "$arrows" | grep "^$1:" | cut -d: -f2 | tr ' ' '\n' | grep -qx "$2"
}

wrong_includes() {
  for room in $rooms; do
    sources "$room" | sort | while read -r file; do
      grep -nE '^ *# *include "' "$file" | while IFS= read -r line; do
        header=$(echo "$line" | cut -d'"' -f2)
        case $header in ../* | */../*) echo "$file:$line: include from the top of the tree" ;; esac
        to=$(room_of "$header")
        case " $rooms " in *" $to "*) ;; *) continue ;; esac
        may "$room" "$to" || echo "$file:$line: $room must not know $to"
      done
    done
  done
}

wrong_links() {
  for room in $rooms; do
    sed 's/#.*//' "$room/CMakeLists.txt" | grep -oE 'lianxiao_(base|formats|storage|sync|center|web|daemon)\b' | sort -u |
      while read -r target; do
        case $target in
          lianxiao_base) to=storage/base ;;
          lianxiao_formats) to=storage/formats ;;
          *) to=${target#lianxiao_} ;;
        esac
        may "$room" "$to" || echo "$room/CMakeLists.txt: $room must not link $target"
      done
  done
}

# Libraries that only some rooms may include: a pattern, then the folders.
library() {
  pattern=$1
  shift
  for room in $rooms; do
    case " $* " in *" $room "*) continue ;; esac
    sources "$room" | xargs -r grep -nHE "^ *# *include <$pattern" | sed "s|\$|: belongs to $*|"
  done
}

wrong_libraries() {
  library 'sqlite3\.h>' storage center || true
  library 'Poco/' web daemon || true
  library 'curl/' sync daemon || true
  library 'openssl/' storage/base storage sync center web || true
  library 'avahi-' daemon || true
  library 'unicode/' storage || true
  library 'opencc/' storage web || true
  library 'librsync\.h>' storage/formats sync center || true
  # Only our own structs travel between rooms.
  find storage sync center web daemon -name '*.h' -exec grep -nHE '^ *# *include <nlohmann/json\.hpp>' {} + |
    sed 's|$|: JSON stays in .cpp files|' || true
}

if ! [ -d storage/base ] || ! [ -d daemon ]; then
  echo "the rooms are not where they were"
  exit 1
fi
bad=$(wrong_includes; wrong_links; wrong_libraries)
[ -z "$bad" ] || { echo "$bad"; exit 1; }
