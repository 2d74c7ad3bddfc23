#!/usr/bin/env bash
# ./dev demo [--port N]: a county center and a school box on this machine, with the sample lessons, left running.
# ./dev demo --stop:     ends both; what they hold stays.
# ./dev demo --smoke:    the whole way from publishing to a played lesson, checked step by step.
#
# All of it lies in demo/. Running it again goes on with what is there; `rm -r demo` begins afresh.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly center=$root/demo/center school=$root/demo/school
readonly wait_for_lessons_s=180

running() {  # NAME
  local pid
  pid=$(cat "demo/$1.pid" 2>/dev/null) || return 1
  [[ -r /proc/$pid/cmdline ]] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q "lianxiao-$1 "
}

stop() {  # NAME
  local pid tries
  if running "$1"; then
    pid=$(cat "demo/$1.pid")
    kill "$pid" 2>/dev/null || true
    for ((tries = 0; tries < 150; ++tries)); do
      running "$1" || break
      sleep 0.1
    done
    if running "$1"; then
      say "lianxiao-$1 did not stop within 15 seconds and was killed"
      kill -KILL "$pid" 2>/dev/null || true
    fi
  fi
  rm -f "demo/$1.pid"
}

start() {  # NAME ARGUMENT...
  local name=$1
  shift
  # A session of its own: it goes on when this terminal closes.
  # shellcheck disable=SC2016  # Expands in that session.
  setsid -f bash -c 'echo $$ >"$1.pid"; exec "${@:2}" >>"$1.log" 2>&1 </dev/null' \
    bash "demo/$name" "build/bin/lianxiao-$name" "$@"
}

story() {  # NAME: the end of its log, for a person who has to find out.
  say "the end of demo/$1.log:" >&2
  tail -n 15 "demo/$1.log" >&2 || true
}

wait_until_it_answers() {  # NAME URL
  local tries
  for ((tries = 0; tries < 150; ++tries)); do
    if curl -fsSk -o /dev/null --max-time 2 "$2" 2>/dev/null; then return 0; fi
    if ((tries > 10)) && ! running "$1"; then break; fi
    sleep 0.2
  done
  story "$1"
  die "lianxiao-$1 does not answer at $2"
}

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The first of COUNT neighbouring free ports, from FIRST on.
free_ports() {  # FIRST COUNT
  local port=$1 i
  while ((port + $2 <= 65535)); do
    for ((i = 0; i < $2; ++i)); do
      if port_taken $((port + i)); then break; fi
    done
    if ((i == $2)); then
      echo "$port"
      return
    fi
    port=$((port + i + 1))
  done
  die "no free ports from $1 on"
}

# Sets school_port and center_port. A box remembers its center's address, so a demo keeps its ports.
choose_ports() {  # [PORT]
  local wish
  if [[ -f demo/ports ]]; then
    read -r school_port center_port <demo/ports
    [[ -z ${1:-} || $1 == "$school_port" ]] ||
      die "this demo lives at port $school_port; to move it, begin afresh: ./dev demo --stop && rm -r demo"
    for wish in "$school_port" $((school_port + 1)) "$center_port"; do
      if port_taken "$wish"; then
        die "port $wish belongs to another program now. Stop that one, or begin afresh: rm -r demo"
      fi
    done
    return
  fi
  wish=${1:-8480}
  school_port=$(free_ports "$wish" 2)
  ((school_port == wish)) || say "port $wish or $((wish + 1)) is taken; the school box gets $school_port"
  wish=8440
  [[ -z ${1:-} ]] || wish=$((school_port + 2))
  center_port=$(free_ports "$wish" 1)
  ((center_port == wish)) || say "port $wish is taken; the center gets $center_port"
  echo "$school_port $center_port" >demo/ports
}

# A step of the county's work that is done once; the marker is written when it has succeeded.
once() {  # NAME COMMAND...
  local marker=demo/done/$1
  shift
  [[ -f $marker ]] || { "$@" && touch "$marker"; }
}

publish() {
  build/bin/lianxiao center import samples/v1 --center "$center" &&
    build/bin/lianxiao center publish --center "$center"
}

enroll() {
  local code
  code=$(build/bin/lianxiao center code shiyangtang --name 石羊塘村小 --center "$center" \
    --address "https://127.0.0.1:$center_port" | tail -n 1) || code=
  [[ -n $code ]] || die "the center gave no enrolment code"
  build/bin/lianxiao enroll "$code" --data "$school"
}

# A row of the timetable: begins so many minutes from now and ends within its day.
lesson() {  # MINUTES TITLE SUBJECT GRADE TEACHER
  local from=$(($(date +%s) + $1 * 60)) to
  to=$((from + 40 * 60))
  if [[ $(date -d "@$from" +%d) == "$(date -d "@$to" +%d)" ]]; then to=$(date -d "@$to" +%H:%M); else to=24:00; fi
  printf '录播,%s,%s,县实验小学,%s,%s-%s,%s\n' "$3" "$5" "$2" "$(date -d "@$from" '+%Y-%m-%d %H:%M')" "$to" "$4"
}

# What the county plans for today and the days after, by this machine's clock, anew each time.
timetable() {
  local table=demo/timetable.csv
  {
    echo 授课类型,学科,主讲教师,单位,课程名称,开课时间,年级
    lesson -10 分数的初步认识 数学 三年级 李明霞
    lesson 50 看图说话 语文 一年级 陈晓燕
    lesson 1440 分数的初步认识 数学 三年级 李明霞
    lesson 2880 看图说话 语文 一年级 陈晓燕
  } >"$table"
  build/bin/lianxiao center timetable put demo "$table" --center "$center" >/dev/null || die "the timetable was not taken"
}

# An account that is made once; while nobody has logged in with it, its code stands in demo/codes.
account() {  # MARKER FOLDER PROGRAM LOGIN NAME ROLE
  local code
  local -a command=(build/bin/lianxiao)
  if [[ $3 == center ]]; then command+=(center account add "$4" --center "$2"); else command+=(account add "$4" --data "$2"); fi
  [[ -f demo/done/$1 ]] && return
  code=$("${command[@]}" --name "$5" --role "$6" 2>/dev/null) || die "no login code for $4"
  printf '%s %s %s\n' "$1" "$4" "$code" >>demo/codes
  touch "demo/done/$1"
}

code_of() {  # MARKER: login name and one-time code
  awk -v wanted="$1" '$1 == wanted { print $2 "  " $3 }' demo/codes 2>/dev/null || true
}

wait_for_lessons() {
  local begun=$SECONDS status='' resources cached before=
  while ((SECONDS - begun < wait_for_lessons_s)); do
    status=$(build/bin/lianxiao status --json --data "$school" 2>/dev/null || true)
    read -r resources cached < <(jq -r '"\(.library.resources // 0) \(.library.cached // 0)"' <<<"$status" 2>/dev/null ||
      echo 0 0)
    [[ "$cached/$resources" == "$before" ]] || say "lessons in the box / 盒子里的课: $cached/$resources"
    before=$cached/$resources
    if ((${resources:-0} > 0 && cached == resources)); then return 0; fi
    sleep 0.5
  done
  story schoold
  die "after $wait_for_lessons_s seconds the box still lacks lessons; see ./build/bin/lianxiao status --data $school"
}

demo() {
  local port=${1:-}
  mkdir -p demo/done "$school"
  stop schoold
  stop centerd
  choose_ports "$port"

  heading "county center / 县级中心"
  once init build/bin/lianxiao center init "$center" --name 示范县教育资源中心 --no-passphrase
  once publish publish
  start centerd --config "$center/center.toml" --data "$center" --listen "127.0.0.1:$center_port"
  wait_until_it_answers centerd "https://127.0.0.1:$center_port/api/v1/center"
  account center-admin "$center" center admin 周敏 administrator

  heading "school box / 学校盒子"
  [[ -f $school/schoold.toml ]] ||
    printf 'courseware_listen = "127.0.0.1:%d"\n' $((school_port + 1)) >"$school/schoold.toml"
  start schoold --config "$school/schoold.toml" --data "$school" --listen "127.0.0.1:$school_port"
  wait_until_it_answers schoold "http://127.0.0.1:$school_port/"
  once enroll enroll
  timetable
  account school-manager "$school" school manager 李校长 manager
  account school-teacher "$school" school wangfang 王芳 teacher
  wait_for_lessons

  cat <<END

  classroom      课堂       http://127.0.0.1:$school_port/
  status page    盒子状态   http://127.0.0.1:$school_port/status
  console        县级控制台 https://127.0.0.1:$center_port/

  The center signs its own certificate, so a browser asks once whether to go on.
  县中心的证书是自己签的，浏览器会问一次，选择继续即可。

  To log in (login name and one-time code; the code goes where the password goes, and you choose a password)
  登录（登录名和一次性登录码；登录码填在密码那一格，然后自己定密码）
    county administrator  县管理员  https://127.0.0.1:$center_port/login   $(code_of center-admin)
    school manager        校管理员  http://127.0.0.1:$school_port/login   $(code_of school-manager)
    teacher               教师      http://127.0.0.1:$school_port/login   $(code_of school-teacher)

  They keep running; their logs are demo/schoold.log and demo/centerd.log. To end them: ./dev demo --stop
  两个程序继续在后台运行，日志在 demo/ 里。结束：./dev demo --stop
END
}

smoke() {
  need build media mirror browser demo
  ./dev build
  [[ -x build/tests/smoke ]] || die "build/tests/smoke was not built"
  build/tests/smoke --bin build/bin --samples samples
}

case ${1:-} in
  --smoke) smoke ;;
  --stop)
    stop schoold
    stop centerd
    say "both are stopped; what they hold is still in demo/"
    ;;
  '' | --port)
    if [[ $# -gt 0 && ! (${2:-} =~ ^[0-9]{2,5}$ && ${2:-} -le 65533) ]]; then die "--port needs a number up to 65533"; fi
    need build media demo
    ./dev build
    demo "${2:-}"
    ;;
  *) die "demo knows --stop, --port N and --smoke, not '$1'" ;;
esac
