#!/usr/bin/env bash
# The live page's server in the hands of friend and foe: serve.sh ORRERY ROOT. Needs node, as the build does.
set -uo pipefail
orrery=$1
root=$2
work=$(mktemp -d)
pids=()
trap 'kill -9 "${pids[@]}" 2> /dev/null; rm -rf "$work"' EXIT
cd "$root" || exit 1
failed=0
fail() { echo "FAILED: $*"; failed=1; }
quick=scenarios/examples/quickstart.yaml
cut=(--set horizon='1 h' --set 'jobs=[]' --set 'assert=[]')

start() {  # start NAME ARGUMENTS …: the server's port in $port, its process in $pid
  local name=$1
  shift
  : > "$work/$name.out"
  "$orrery" serve "$quick" "${cut[@]}" "$@" > "$work/$name.out" 2> "$work/$name.err" &
  pid=$!
  pids+=("$pid")
  port=
  for _ in $(seq 600); do
    port=$(sed -n 's|.*http://.*:\([0-9]*\)/.*|\1|p' "$work/$name.out")
    [ -n "$port" ] && return 0
    kill -0 "$pid" 2> /dev/null || break
    sleep 0.1
  done
  fail "$name did not start: $(cat "$work/$name.err")"
  exit 1
}
send() {  # stdin to the server; what it says goes to $work/reply
  exec 3<> "/dev/tcp/127.0.0.1/$port" || return 1
  cat >&3 2> /dev/null
  timeout 20 cat <&3 > "$work/reply" 2> /dev/null
  exec 3>&- 3<&-
}
expect() {  # expect STATUS NAME: of the last reply
  local got
  got=$(head -c 12 "$work/reply" | sed -n 's|^HTTP/1.1 \([0-9]*\)|\1|p')
  [ "$got" = "$1" ] || fail "$2: status \"$got\", expected $1"
}
has() { grep -qiF -- "$1" "$work/reply" || fail "the reply does not say: $1"; }
own="Host: 127.0.0.1:PORT"
get() {  # get TARGET HEADER …
  local target=$1
  shift
  { printf 'GET %s HTTP/1.1\r\nConnection: close\r\n' "$target"; printf '%s\r\n' "${@//PORT/$port}"; printf '\r\n'; } | send
}
post() {  # post TARGET BODY HEADER …
  local target=$1 body=$2
  shift 2
  { printf 'POST %s HTTP/1.1\r\nConnection: close\r\nContent-Length: %d\r\n' "$target" ${#body}
    printf '%s\r\n' "${@//PORT/$port}"; printf '\r\n%s' "$body"; } | send
}
json="Content-Type: application/json"
origin="Origin: http://127.0.0.1:PORT"
field() { sed '1,/^\r$/d' "$work/reply" | node -e 'const j = JSON.parse(require("fs").readFileSync(0)); console.log(eval("j" + process.argv[1]))' "$1"; }
run() {  # run PAGE SETS: the finished run's reply
  post /api/run "{\"page\": \"$1\", \"sets\": $2}" "$own" "$origin" "$json"
  expect 200 "run $2"
  local id seen=0 state=waiting
  id=$(field .id)
  while [ "$state" = waiting ] || [ "$state" = running ]; do
    get "/api/run/$id?seen=$seen" "$own"
    state=$(field .state)
    seen=$(field .version)
  done
}

start main
# The page and its policy.
get / "$own"
expect 200 "the page"
has "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
has "frame-ancestors 'none'"
has "X-Content-Type-Options: nosniff"
grep -qE '<script>|style=|onclick' "$work/reply" && fail "the page has inline script or style"
get /page.js "$own"
expect 200 "the script"
get /api/scenario "$own"
expect 200 "the scenario"
has '"name":"quickstart"'
# Names that are not ours, other origins, forms.
get /api/scenario "Host: evil.example:$port"; expect 421 "a hostile Host"
get /api/scenario "Host: 127.0.0.1"; expect 421 "a Host without the port"
get /api/scenario "X-Nothing: 1"; expect 421 "no Host"
get /api/scenario "$own" "Host: evil.example"; expect 400 "two Hosts"
get /api/scenario "Host: localhost:PORT"; expect 200 "localhost"
get /api/scenario "$own" "Sec-Fetch-Site: cross-site"; expect 403 "a request of another site"
get /api/scenario "$own" "Origin: http://evil.example"; expect 403 "a read of another origin"
post /api/run '{}' "$own" "$json" "Origin: http://evil.example"; expect 403 "another origin"
post /api/run '{}' "$own" "$json" "Origin: null"; expect 403 "the origin of a file"
post /api/run '{}' "$own" "$origin" "Content-Type: text/plain"; expect 415 "a form"
# Sizes, methods, addresses, bytes that are no HTTP.
{ printf 'POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%s\r\nContent-Length: 2000000\r\n\r\n' "$port" "$json"; head -c 2000000 /dev/zero; } | send
expect 413 "an oversized body"
{ printf 'POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%s\r\nTransfer-Encoding: chunked\r\n\r\n' "$port" "$json"; printf '5\r\nhello\r\n'; } | send
expect 411 "a body without a length"
get / "$own" "X-Long: $(head -c 20000 /dev/zero | tr '\0' a)"; expect 431 "an oversized header"
get "/$(head -c 3000 /dev/zero | tr '\0' a)" "$own"; expect 414 "an oversized address"
for target in /../../etc/passwd /%2e%2e/etc/passwd /page.js/../../x //etc/passwd /api/run/../x /.git/config /api; do
  get "$target" "$own"; expect 404 "$target"
done
printf 'PUT / HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n' "$port" | send; expect 405 "PUT"
post / '{}' "$own" "$origin" "$json"; expect 405 "POST to the page"
head -c 4096 /dev/urandom | send
printf '\x16\x03\x01\x02\x00\x01\x00' | send; expect 400 "TLS"
post /api/run '{"sets": ' "$own" "$origin" "$json"; expect 400 "half a body"
post /api/run '{"sets": {"pools[own-l40s].serverz": "2"}}' "$own" "$origin" "$json"; expect 422 "an unknown input"
has 'did you mean pools[own-l40s].servers?'
# Somebody who sends a byte now and then holds nobody up, and is sent away after ten seconds.
began=$(date +%s)
( exec 4<> "/dev/tcp/127.0.0.1/$port"; printf 'GET / HT' >&4
  for _ in 1 2 3 4 5 6 7 8; do sleep 2; printf 'T' >&4 2> /dev/null || break; done; timeout 20 cat <&4 > /dev/null ) 2> /dev/null &
slow=$!
get /api/scenario "$own"; expect 200 "beside a slow client"
# Two pages at once; what cannot be is told.
run one '{"pools[own-l40s].servers": "2"}'
first=$(field '.result.figures.find((f) => f[0] === "cost.total")[1]')
run two '{"workloads[support-chat].demand.synthetic.rate": "6 /s"}'
second=$(field '.result.figures.find((f) => f[0] === "cost.total")[1]')
[ "$first" != "$second" ] || fail "two pages with different inputs got the same cost"
run one '{"sites[frankfurt-hall].pue": "0.5"}'
[ "$(field .state)" = refused ] || fail "a PUE below 1 was run"
has 'E0206'
# The overlay says the same to `run`.
sets='{"pools[own-l40s].servers": "2"}'
post /api/overlay "{\"sets\": $sets}" "$own" "$origin" "$json"
expect 200 "the overlay"
sed '1,/^\r$/d' "$work/reply" > "$work/overlay.yaml"
"$orrery" run "$quick" "${cut[@]}" -f "$work/overlay.yaml" --no-next -o "$work/run" > /dev/null 2> "$work/err" || fail "the overlay does not run: $(cat "$work/err")"
ran=$(node -e 'console.log(JSON.parse(require("fs").readFileSync(process.argv[1])).cost.total.value)' "$work/run/result.json")
[ "$ran" = "$first" ] || fail "the page says $first, run with its overlay $ran"
wait "$slow"
spent=$(( $(date +%s) - began ))
[ "$spent" -le 17 ] || fail "a slow client was kept for $spent s"
get /api/scenario "$own"; expect 200 "after all of that"
# A port that is taken, flags that are none.
"$orrery" serve "$quick" "${cut[@]}" --port "$port" > "$work/stdout" 2> "$work/stderr"
[ $? -eq 1 ] || fail "a port in use is not exit 1"
grep -q 'in use' "$work/stderr" || fail "a port in use is not named"
"$orrery" serve "$quick" "${cut[@]}" --input 'pools[own-l40s].servers' > "$work/stdout" 2> "$work/stderr"
[ $? -eq 2 ] || fail "--input without a range is not exit 2"
"$orrery" serve "$quick" "${cut[@]}" --listen nowhere > "$work/stdout" 2> "$work/stderr"
[ $? -eq 1 ] || fail "--listen with a name is not exit 1"
# Ctrl-C ends it, even in the midst of a run.
post /api/run '{"sets": {"horizon": "8000 h"}}' "$own" "$origin" "$json"
began=$(date +%s)
kill -INT "$pid"
wait "$pid"
[ $? -eq 130 ] || fail "Ctrl-C is not exit 130"
[ $(( $(date +%s) - began )) -le 10 ] || fail "Ctrl-C took long"
# Beyond loopback a token is asked for, and printed once.
start open --listen 0.0.0.0
token=$(sed -n 's|.*#token=\([0-9a-f]*\)$|\1|p' "$work/open.out")
[ ${#token} -eq 64 ] || fail "no token was printed"
get /api/scenario "$own"; expect 401 "no token"
get /api/scenario "$own" "Authorization: Bearer ${token%?}0x"; expect 401 "a wrong token"
get /api/scenario "$own" "Authorization: Bearer $token"; expect 200 "the token"
kill -TERM "$pid"
wait "$pid"
[ $? -eq 130 ] || fail "SIGTERM is not exit 130"
exit $failed
