#!/usr/bin/env bash
# The Debian packages, installed in a root of their own: the program runs there with its facts, its
# manual is there, and a program of somebody else builds against the library: package.sh BUILD ROOT.
set -euo pipefail
build=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

cd "$build"
cpack --config "$build/CPackConfig.cmake" -B "$work/packages" > "$work/log" 2>&1 || { cat "$work/log"; fail "cpack"; }
runtime=$(echo "$work"/packages/orrery_*.deb)
dev=$(echo "$work"/packages/liborrery-dev_*.deb)
grep -q 'libc6' <<< "$(dpkg-deb -f "$runtime" Depends)" ||
  fail "no library is asked for: $(dpkg-deb -f "$runtime")"
dpkg-deb -x "$runtime" "$work/unpacked"
dpkg-deb -x "$dev" "$work/unpacked"

# What a package tells its loader and its readers.
usr=$work/unpacked/usr
[ -x "$usr/bin/orrery" ] || fail "no program"
zgrep -q '^.TH ORRERY 1' "$usr/share/man/man1/orrery.1" || fail "no manual"
bash -n "$usr/share/bash-completion/completions/orrery" || fail "the completion is no bash"
[ -s "$usr/share/doc/orrery/orrery.spdx.json" ] || fail "no bill of materials"
[ "$("$usr/bin/orrery" --version | wc -l)" -eq 2 ] || fail "--version"

# From the packages alone: neither the source nor the build folder may be looked at.
cd "$work"
strings=$("$usr/bin/orrery" catalog check 2>&1) || fail "its catalog: $strings"
"$usr/bin/orrery" run "$usr/share/orrery/scenarios/examples/quickstart.yaml" --set 'horizon=1 h' \
  --set 'assert=[]' --set 'jobs=[]' -o "$work/out" > /dev/null || fail "a run"
[ -s "$work/out/report.html" ] || fail "no report"
"$usr/bin/orrery" study tornado --replications 2 > "$work/answer" || fail "a study"
grep -q '^Answer:' "$work/answer" || fail "no answer"

# A shell that completes.
complete() {
  bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _orrery; printf "%s\n" "${COMPREPLY[@]}"' \
    _ "$usr/share/bash-completion/completions/orrery" "$@"
}
grep -qx run <<< "$(complete orrery ru)" || fail "no completion of verbs"
grep -qx sampled <<< "$(complete orrery run --fidelity '')" || fail "no completion of choices"
grep -qx vendors <<< "$(complete orrery study vend)" || fail "no completion of studies"

# find_package(orrery), out of the source tree.
cmake -S "$root/tests/package/consumer" -B "$work/consumer" -G Ninja -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_PREFIX_PATH="$usr" > "$work/log" 2>&1 || { cat "$work/log"; fail "find_package"; }
cmake --build "$work/consumer" > "$work/log" 2>&1 || { cat "$work/log"; fail "the consumer"; }
ORRERY_SHARE=$usr/share/orrery "$work/consumer/plan" "$usr/share/orrery/scenarios/examples/quickstart.yaml" \
  > "$work/plan" || fail "the consumer's run"
[ "$(grep -c 'servers: .* USD, first token after' "$work/plan")" -eq 2 ] || fail "$(cat "$work/plan")"
if ORRERY_SHARE=$usr/share/orrery "$work/consumer/plan" /dev/null 2> "$work/errors"; then fail "an empty scenario"; fi
grep -q 'error' "$work/errors" || fail "no problem is named"
cat "$work/plan"
ls -s "$work"/packages/*.deb | sed "s|$work/packages/||"
