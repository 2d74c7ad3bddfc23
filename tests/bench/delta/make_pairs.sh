#!/usr/bin/env bash
# make_pairs.sh FOLDER: pairs of an old and a new version of a file, as FOLDER/NAME/old and FOLDER/NAME/new, each
# a file or a folder. Some are edits as editors make them, some are real releases fetched from the package
# registries this machine is set up for; what cannot be fetched is left out with a line that says so.
set -euo pipefail
cd "$1"

note() { echo "  (left out: $*)" >&2; }
pair() { mkdir -p "$1" && cd "$1"; }

# 60 s of 720p. Noise, because a still picture would make any update small.
videos() {
  local quiet=(ffmpeg -v error -y)
  "${quiet[@]}" -f lavfi -i 'testsrc2=s=1280x720:r=25,noise=alls=18:allf=t' -f lavfi -i 'anoisesrc=a=0.1:c=pink' \
    -t 60 -c:v libx264 -preset ultrafast -g 50 -b:v 5M -c:a aac -b:a 96k lesson.mp4
  (pair video-head-trimmed && ln ../lesson.mp4 old && "${quiet[@]}" -ss 8 -i old -c copy -f mp4 new)
  (pair video-index-to-front && ln ../lesson.mp4 old && "${quiet[@]}" -i old -c copy -movflags +faststart -f mp4 new)
  (pair video-minute-cut-out && ln ../lesson.mp4 old &&
    "${quiet[@]}" -t 20 -i old -c copy a.mp4 && "${quiet[@]}" -ss 40 -i old -c copy b.mp4 &&
    printf "file '%s'\n" a.mp4 b.mp4 >list && "${quiet[@]}" -f concat -i list -c copy -f mp4 new && rm a.mp4 b.mp4 list)
  (pair video-remuxed && ln ../lesson.mp4 old &&
    "${quiet[@]}" -i old -c copy -movflags frag_keyframe+empty_moov -f mp4 new)
  "${quiet[@]}" -i lesson.mp4 -vf 'fps=1/2,scale=960:-1' -q:v 3 picture%02d.jpg
}

subtitles() {
  pair subtitles-fixed
  for ((i = 0; i < 600; ++i)); do
    printf '%02d:%02d.000 --> %02d:%02d.500\n第 %d 句：%s 加 %s 等于多少？\n\n' $((i / 12)) $((i % 12 * 5)) $((i / 12)) \
      $((i % 12 * 5 + 3)) "$i" $((i * 37 % 91)) $((i * 53 % 97))
  done >old
  sed -e 's/^第 47 句：/第四十七句：/' -e 's/^第 310 句：.*/&（停一停）/' old >new
}

# debian NAME PATH: the same file of a package in this release and in the next one.
debian() {
  local name=$1 path=$2 suite
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  [[ $suite == bookworm ]] || { note "$name: wants Debian 12"; return; }
  mkdir -p apt/lists/partial apt/archives/partial
  if [[ ! -f apt/next.list ]]; then
    local mirror
    # shellcheck disable=SC2016  # $(SITE) is apt-get's own.
    mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "Codename: $suite" | grep -v security | head -n 1)
    echo "deb [trusted=yes] $mirror trixie main" >apt/next.list
    next update -qq >/dev/null 2>&1 || true
  fi
  local package=${name%%:*} label=${name#*:}
  mkdir -p "deb/$label/old" "deb/$label/new"
  if ! (cd "deb/$label/old" && apt-get download -qq "$package" >/dev/null 2>&1 && dpkg-deb -x ./*.deb .) ||
    ! (cd "deb/$label/new" && next download -qq "$package" >/dev/null 2>&1 && dpkg-deb -x ./*.deb .); then
    note "$label: cannot be fetched"
    return
  fi
  mkdir -p "$label"
  for side in old new; do
    if [[ $path == */ ]]; then cp -rL "deb/$label/$side/${path%/}" "$label/$side" 2>/dev/null || true
    elif [[ -f deb/$label/$side/$path ]]; then cp "deb/$label/$side/$path" "$label/$side"
    elif [[ -f deb/$label/$side/$path.gz ]]; then gunzip -c "deb/$label/$side/$path.gz" >"$label/$side"; fi
  done
  [[ -e $label/old && -e $label/new ]] || { note "$label: not in both releases"; rm -rf "$label"; }
}
next() {
  apt-get -o Dir::Etc::sourcelist="$ROOT/apt/next.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$ROOT/apt/lists" \
    -o Dir::Cache::archives="$ROOT/apt/archives" -o APT::Default-Release= -o Acquire::Languages=none "$@"
}
ROOT=$PWD

# npm NAME OLD NEW: two releases of a package, as a folder, which is what an HTML5 package is.
npm_pair() {
  local name=$1
  command -v npm >/dev/null || { note "$name: no npm"; return; }
  for side in old:$2 new:$3; do
    mkdir -p "npm/$name"
    if ! (cd "npm/$name" && npm pack --silent "$name@${side#*:}" >/dev/null 2>&1); then
      note "$name ${side#*:}: cannot be fetched"
      return
    fi
    mkdir -p "package-$name/${side%%:*}"
    tar -xzf "npm/$name/${name}-${side#*:}.tgz" -C "package-$name/${side%%:*}" --strip-components=1
  done
}

videos
(subtitles)
debian developers-reference:manual-pdf usr/share/developers-reference/developers-reference.pdf
debian debian-policy:manual-epub usr/share/doc/debian-policy/policy.epub

debian debian-policy:policy-html usr/share/doc/debian-policy/policy.html/
npm_pair mathjax 3.2.1 3.2.2
npm_pair reveal.js 5.0.5 5.1.0
npm_pair pdfjs-dist 4.0.379 4.1.392
npm_pair typescript 5.4.4 5.4.5
npm_pair monaco-editor 0.47.0 0.48.0
rm -rf apt deb npm
