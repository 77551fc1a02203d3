# cmake -D CATALOG=folder -D OUT=… -P frozen_catalog.cmake: writes OUT, the files of the catalog that a
# release is built with, each with its SHA-256, and their digest as `catalog check` and manifests have it.
file(GLOB files ${CATALOG}/*.yaml)
list(SORT files COMPARE STRING)
set(together ${OUT}.text)
file(WRITE ${together} "")
set(rows "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME)
  file(SIZE ${file} size)
  file(SHA256 ${file} hash)
  file(READ ${file} text)
  file(APPEND ${together} "${name}\n${size}\n${text}")
  string(APPEND rows "\n        {\"${name}\", \"${hash}\"},")
endforeach()
file(SHA256 ${together} digest)
file(REMOVE ${together})
set(text "// The catalog that this program was built with; written by the build.
#include \"tools/orrery/frozen_catalog.hpp\"

namespace orrery::cli {

const FrozenCatalog& frozen_catalog() {
    static const FrozenCatalog frozen{\"${digest}\", {${rows}
    }};
    return frozen;
}

}  // namespace orrery::cli
")
file(CONFIGURE OUTPUT ${OUT} CONTENT "${text}" @ONLY)
