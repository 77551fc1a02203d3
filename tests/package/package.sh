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
[ "$("$usr/bin/orrery" --version | wc -l)" -eq 3 ] || fail "--version"

# From the packages alone: neither the source nor the build folder may be looked at.
cd "$work"
strings=$("$usr/bin/orrery" catalog check 2>&1) || fail "its catalog: $strings"
# The installed catalog is the one that the release froze.
grep -qx 'The catalog of this release, as it was built.' <<< "$strings" || fail "its catalog: $strings"
grep -qx "sha256 $("$usr/bin/orrery" --version | sed -n 's/^catalog //p')" <<< "$strings" ||
  fail "--version tells another catalog than: $strings"
[ "$(cd "$usr/share/orrery/scenarios/catalog" && sha256sum ./*)" = "$(cd "$root/scenarios/catalog" && sha256sum ./*)" ] ||
  fail "the packaged catalog is not the repository's"
"$usr/bin/orrery" run "$usr/share/orrery/scenarios/examples/quickstart.yaml" --set 'horizon=1 h' \
  --set 'assert=[]' --set 'jobs=[]' -o "$work/out" > /dev/null || fail "a run"
[ -s "$work/out/report.html" ] || fail "no report"
grep -q '"catalog_of_release": true' "$work/out/manifest.json" || fail "the manifest does not tell the release's catalog"
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

# A clean root that holds the package, installed by dpkg, and the libraries of the packages that it
# depends on: what it needs and does not ask for is not there. Needs root.
in_chroot() {
  local jail=$work/jail package library owner
  mkdir -p "$jail/dev" "$jail"/var/lib/dpkg/{updates,info,triggers}
  : > "$jail/var/lib/dpkg/status"
  dpkg --root="$jail" --force-depends --force-script-chrootless --log="$work/dpkg.log" \
    --install "$runtime" > "$work/log" 2>&1 || { cat "$work/log"; fail "dpkg"; }
  [ "$(dpkg-query --admindir="$jail/var/lib/dpkg" -W -f='${db:Status-Status}' orrery)" = installed ] ||
    fail "the package is not installed"
  local asked
  asked=" $(dpkg-deb -f "$runtime" Depends | tr ',|' '\n\n' | sed 's/(.*//; s/ //g' | tr '\n' ' ') "
  for library in $(ldd "$jail/usr/bin/orrery" | grep -oE '/[^ ]+\.so[^ ]*'); do
    owner=$(dpkg -S "$(realpath "$library")" 2> /dev/null | sed 's/:.*//' || true)
    # Its libraries' own libraries come with them.
    [[ "$asked" == *" $owner "* ]] || ! needed "$library" || fail "$library of $owner is not asked for"
    mkdir -p "$jail$(dirname "$library")"
    cp -L "$library" "$jail$library"
  done
  cp -r /usr/share/zoneinfo "$jail/usr/share/"
  : > "$jail/dev/null"
  chroot "$jail" /usr/bin/orrery run /usr/share/orrery/scenarios/examples/quickstart.yaml \
    --set 'horizon=1 h' --set 'assert=[]' --set 'jobs=[]' -o out > "$work/answer" 2>&1 ||
    { cat "$work/answer"; fail "a run in a root of its own"; }
  grep -q '^Serving' "$work/answer" || fail "no answer in a root of its own"
  [ -s "$jail/out/report.html" ] || fail "no report in a root of its own"
  echo "Installed by dpkg in a clean root, and run there"
}
# Does the program itself need a library, not one of its libraries alone?
needed() { objdump -p "$runtime_program" | grep -F "NEEDED" | grep -F "$(basename "$1")" > "$work/needed"; }
runtime_program=$usr/bin/orrery
if [ "$(id -u)" -eq 0 ]; then in_chroot; else echo "not root: no clean root was tried"; fi
ls -s "$work"/packages/*.deb | sed "s|$work/packages/||"
