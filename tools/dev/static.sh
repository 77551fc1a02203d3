#!/usr/bin/env bash
# clang-tidy and cppcheck over sim, models, include and tools; exit code 1 on a finding. Needs a
# configured build/release, nothing built: what is compiled as one is also read as one, which costs a
# fraction of single files. A batch is read again once a byte of it, of a header or of .clang-tidy is
# another; what was found in it is told each time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
jobs=${ORRERY_JOBS:-$(nproc)}
made="$root/build/static"
mkdir -p "$made/cppcheck"
cmake --preset release > /dev/null

# The commands of what ships.
commands() {
  sed -nE 's/^ *"command": "(.*)",?$/\1/p' build/release/compile_commands.json |
    sed 's/\\\(["\\]\)/\1/g' | grep -vE '/tests/|/together/(test_|random_scenarios)|/made/'
}

tidy() {
  local file=${1##* } flags=${1% -o *} name key
  name=$(basename "$file" .cpp)_$(cksum <<< "$file" | cut -d' ' -f1)
  key=$({
    cat .clang-tidy
    clang-tidy-14 --version
    eval "clang++-14 ${flags#* } -w -E -C $file"
  } | sha256sum)
  if [ "$key" != "$(cat "$made/$name.key" 2> /dev/null)" ]; then
    rm -f "$made/$name.key"
    clang-tidy-14 -p build/release --quiet --extra-arg=-Wno-unknown-warning-option "$file" \
      > "$made/$name.log" 2> "$made/$name.err" || [ -s "$made/$name.log" ] ||
      cp "$made/$name.err" "$made/$name.log"
    echo "$key" > "$made/$name.key"
  fi
  cat "$made/$name.log"
  [ ! -s "$made/$name.log" ]
}
export -f tidy
export made

failed=0
commands | tr '\n' '\0' | xargs -0 -P "$jobs" -I{} bash -c 'tidy "$1"' _ {} || failed=1
cppcheck --std=c++20 --language=c++ --enable=warning,performance,portability --inline-suppr --quiet \
  --suppressions-list=tools/dev/cppcheck.txt --error-exitcode=1 -j "$jobs" -I . -I include \
  --cppcheck-build-dir="$made/cppcheck" sim models include tools || failed=1
exit $failed
