# XlsxWriter::XlsxWriter: the writer of .xlsx workbooks (Debian's libxlsxwriter-dev).
find_path(XLSXWRITER_INCLUDE_DIR xlsxwriter.h)
find_library(XLSXWRITER_LIBRARY xlsxwriter)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(XlsxWriter REQUIRED_VARS XLSXWRITER_INCLUDE_DIR
    XLSXWRITER_LIBRARY)
mark_as_advanced(XLSXWRITER_INCLUDE_DIR XLSXWRITER_LIBRARY)
if(XlsxWriter_FOUND AND NOT TARGET XlsxWriter::XlsxWriter)
  add_library(XlsxWriter::XlsxWriter INTERFACE IMPORTED)
  target_include_directories(XlsxWriter::XlsxWriter SYSTEM INTERFACE ${XLSXWRITER_INCLUDE_DIR})
  target_link_libraries(XlsxWriter::XlsxWriter INTERFACE ${XLSXWRITER_LIBRARY})
endif()
