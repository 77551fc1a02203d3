#!/usr/bin/env bash
# The executable of a release is hardened: hardening.sh ORRERY. Each line that is missing is told.
set -euo pipefail
orrery=$1
faults=0
expect() {  # WHAT COUNT: at least one
  [ "$2" -gt 0 ] || { echo "the executable is without: $1" >&2; faults=$((faults + 1)); }
}
count() { grep -cE "$1" <<< "$2" || true; }

header=$(readelf -hW "$orrery")
segments=$(readelf -lW "$orrery")
dynamic=$(readelf -dW "$orrery")
symbols=$(readelf --dyn-syms -W "$orrery")
expect "an address of its own for each start (PIE)" "$(count 'Type: +DYN' "$header")"
expect "tables that are read-only after the start (relro)" "$(count 'GNU_RELRO' "$segments")"
expect "all symbols bound at the start (now)" "$(count 'BIND_NOW|Flags:.* NOW' "$dynamic")"
expect "a stack without execution" "$(count 'GNU_STACK .* RW ' "$segments")"
expect "guards on the stack" "$(count '__stack_chk_fail' "$symbols")"
expect "calls that know the size of what they fill (fortify)" \
  "$(count '__(mem|str|stp|s?n?v?f?printf|v?s?n?printf|read|fread|pread|recv|realpath|fdelt|poll)[a-z]*_chk' "$symbols")"

# What leaves no trace but in each object's own account of how it was compiled; clang gives none, and
# of what a library brings nothing is asked.
made=$(readelf -W -p .debug_str "$orrery" 2> /dev/null | grep 'GNU C++20' || true)
[ -n "$made" ] || echo "no account of options: those of the compiler are not looked at"
options=(-fstack-clash-protection -fstack-protector-strong)
[ "$(uname -m)" != x86_64 ] || options+=(-fcf-protection)
for option in "${options[@]}"; do
  all=$(count 'GNU C\+\+20' "$made")
  [ "$all" -eq "$(count "GNU C\+\+20.*$option" "$made")" ] ||
    { echo "objects are compiled without $option" >&2; faults=$((faults + 1)); }
done
[ "$faults" -eq 0 ]
