#!/usr/bin/env bash
# Reads the list of mutants and changes a source by one: sourced by run.sh and applies.sh.
#
# A paragraph of the list is a mutant: its id; `in:` the file; `by:` a test executable and, if not
# all of it, what of it Catch should run (several lines: several executables); then the lines as
# they stand, each after `- `, and as the fault has them, each after `+ ` (none: they are dropped).
# A line with `#` says why the fault changes a result, where that is not plain.

declare -a ids=()
declare -A file_of=() tests_of=() old_of=() new_of=()

complain() {  # WORDS…
  echo "mutants: $*" >&2
  exit 1
}

read_list() {  # FILE
  local line id=''
  while IFS= read -r line || [ -n "$line" ]; do
    case "$line" in
      '#'*) ;;
      '') id='' ;;
      'in: '*) file_of[$id]=${line#in: } ;;
      'by: '*) tests_of[$id]+=${line#by: }$'\n' ;;
      '- '* | '-') old_of[$id]+=${line:2}$'\n' ;;
      '+ '* | '+') new_of[$id]+=${line:2}$'\n' ;;
      *[!a-z0-9-]*) complain "the list has a line of no kind: $line" ;;
      *)
        id=$line
        [ -z "${file_of[$id]+known}" ] || complain "$id stands twice in the list"
        ids+=("$id")
        file_of[$id]='' tests_of[$id]='' old_of[$id]='' new_of[$id]=''
        ;;
    esac
  done < "$1"
}

# Prints the source as the mutant has it; fails where its lines do not stand there exactly once.
mutated() {  # ROOT ID
  local root=$1 id=$2 text before after
  local path=$root/${file_of[$id]} old=$'\n'${old_of[$id]}
  [ -f "$path" ] || { echo "$id: there is no ${file_of[$id]}" >&2; return 1; }
  text=$(cat "$path" && printf .)
  text=${text%.}
  before=${text%%"$old"*}
  [ "$before" != "$text" ] || { echo "$id: not found in ${file_of[$id]}" >&2; return 1; }
  after=${text:${#before}+${#old}}
  # The newline before the lines may be the one that ends what was found.
  case $'\n'$after in
    *"$old"*) echo "$id: found more than once in ${file_of[$id]}" >&2; return 1 ;;
  esac
  printf '%s\n%s%s' "$before" "${new_of[$id]}" "$after"
}
