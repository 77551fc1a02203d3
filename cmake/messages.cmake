# cmake -D FOLDER=tests/golden -D OUT=… -P messages.cmake: every message that a test expects, in one
# text, of which `orrery explain` shows those of a code.
file(GLOB_RECURSE files ${FOLDER}/*.expected)
list(SORT files)
set(all "")
foreach(file ${files})
  file(READ ${file} text)
  string(APPEND all "${text}")
endforeach()
file(WRITE ${OUT} "${all}")
