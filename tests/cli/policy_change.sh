#!/usr/bin/env bash
# The change that docs/howto/policy.md shows compiles with the headers of today, its test passes, and
# its policy is found by its name: policy_change.sh BUILD ROOT. Only the files of the change are
# compiled. They are linked before the build's own objects, which stand in for all others: a value at
# the end of an enumeration moves none of theirs.
set -euo pipefail
build=$(realpath "$1")
root=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*"; exit 1; }
command -v git > /dev/null || { echo "skipped: no git to apply a change with"; exit 0; }

mkdir "$work/tree"
awk '/^```diff$/ { on = 1; next } /^```$/ { on = 0 } on' "$root/docs/howto/policy.md" > "$work/change.diff"
mapfile -t files < <(sed -n 's|^+++ b/||p' "$work/change.diff")
[ "${#files[@]}" -ge 4 ] || fail "the page shows a change of ${#files[@]} files"
for file in "${files[@]}"; do
  mkdir -p "$work/tree/$(dirname "$file")"
  cp "$root/$file" "$work/tree/$file"
done
(cd "$work/tree" && git apply ../change.diff) || fail "the change does not apply"

# As a file of that target is compiled, but fast; the changed headers stand before all others.
flags_of() {
  grep -o "\"command\": \"[^\"]*/$1\\.dir/[^\"]*\"" "$build/compile_commands.json" |
    sed -n '1s/^"command": "\(.*\) -o .*$/\1/p' | sed 's/ -O[0-9s] / /'
}
compile() {  # TARGET FILE
  local flags
  read -ra flags <<< "$(flags_of "$1")"
  [ "${#flags[@]}" -gt 3 ] || fail "how $1 is compiled is not known"
  "${flags[0]}" "-I$work/tree" "${flags[@]:1}" -O0 -c "$work/tree/$2" \
    -o "$work/$(basename "$2" .cpp).o" || fail "$2 does not compile"
}
link() {  # TARGET OBJECT…: what the build links, with those objects before it
  local libraries
  libraries=$(awk -v of="^build $1[: ]" '$0 ~ of { on = 1 }
    on && sub(/^ *LINK_LIBRARIES = /, "") { print; exit }' "$build/build.ninja")
  [ -n "$libraries" ] || fail "what $1 is linked with is not known"
  # shellcheck disable=SC2086
  (cd "$build" && c++ "${@:2}" -Wl,-z,muldefs $libraries -o "$work/$(basename "$1")") || fail "$1 does not link"
}

objects=()
jobs=()
for file in "${files[@]}"; do
  case "$file" in
    sim/engine/*.cpp) target=orrery_engine ;;
    sim/scenario/*.cpp) target=orrery_scenario ;;
    tests/unit/engine/*.cpp) target=test_engine ;;
    *.hpp) continue ;;
    *) fail "$file: this test does not know how it is compiled" ;;
  esac
  object=$work/$(basename "$file" .cpp).o
  if [ "$target" = test_engine ]; then test=$object; else objects+=("$object"); fi
  compile "$target" "$file" &
  jobs+=($!)
done
for job in "${jobs[@]}"; do wait "$job" || fail "the change does not compile"; done
main=$(sed -n 's|^build \(tools/CMakeFiles/orrery\.dir/[^ ]*main\.cpp\.o\):.*|\1|p' "$build/build.ninja")
link tools/orrery "$main" "${objects[@]}" &
link tests/test_engine "$test" "${objects[@]}"
wait $!
"$work/test_engine" 'fastest*' > "$work/out" || { cat "$work/out"; fail "its test"; }
grep -q 'test case' "$work/out" || fail "its test is not there"

# By its name, and only with the change.
export ORRERY_SHARE=$root
scenario=$root/scenarios/examples/quickstart.yaml
set_router=(--set 'workloads[support-chat].router=fastest' --set 'horizon=1 h')
"$work/orrery" check "$scenario" "${set_router[@]}" --print document > "$work/out" 2>&1 ||
  { cat "$work/out"; fail "the name is not known"; }
"$work/orrery" run "$scenario" "${set_router[@]}" --no-next -o "$work/run" > "$work/out" 2>&1 || {
  code=$?
  [ "$code" -eq 5 ] || { cat "$work/out"; fail "the run ends with $code"; }
}
! "$build/tools/orrery" check "$scenario" "${set_router[@]}" > "$work/out" 2>&1 || fail "known without it"
grep -q 'E0210' "$work/out" || fail "refused for another reason"
echo "${#objects[@]} files compiled; the policy is found by its name"
