# What `cmake --install` and the Debian packages hold: the program with its facts, pages and manual
# (component `runtime`), and the library with its headers (component `dev`).
set(rooms flags base models kernel ingest scenario engine accounts analysis store evidence study
    report api)
set(share ${CMAKE_INSTALL_DATADIR}/orrery)
set(made ${CMAKE_BINARY_DIR}/made)

# Completions and the manual are printed by the program itself, so they never lag behind it.
add_custom_command(OUTPUT ${made}/orrery.bash ${made}/_orrery ${made}/orrery.fish ${made}/orrery.1
    COMMAND ${CMAKE_COMMAND} -E make_directory ${made}
    COMMAND $<TARGET_FILE:orrery> completion bash > ${made}/orrery.bash
    COMMAND $<TARGET_FILE:orrery> completion zsh > ${made}/_orrery
    COMMAND $<TARGET_FILE:orrery> completion fish > ${made}/orrery.fish
    COMMAND $<TARGET_FILE:orrery> man > ${made}/orrery.1
    DEPENDS orrery VERBATIM)
add_custom_command(OUTPUT ${made}/orrery.spdx.json
    COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tools/dev/sbom.mjs $<TARGET_FILE:orrery> ${PROJECT_VERSION}
            ${page_source}/package-lock.json > ${made}/orrery.spdx.json
    DEPENDS orrery tools/dev/sbom.mjs VERBATIM)
add_custom_target(manual ALL DEPENDS ${made}/orrery.1 ${made}/orrery.spdx.json)

install(TARGETS orrery RUNTIME COMPONENT runtime)
install(DIRECTORY scenarios/catalog scenarios/examples scenarios/studies scenarios/schema
    DESTINATION ${share}/scenarios COMPONENT runtime)
install(FILES ${page_build}/dist/page.html ${page_build}/dist/page.js
    DESTINATION ${share}/report-page COMPONENT runtime)
install(FILES ${made}/orrery.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT runtime)
install(FILES ${made}/orrery.bash RENAME orrery
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT runtime)
install(FILES ${made}/_orrery DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions
    COMPONENT runtime)
install(FILES ${made}/orrery.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
    COMPONENT runtime)
install(FILES README.md CHANGELOG.md CITATION.cff ${made}/orrery.spdx.json DESTINATION ${CMAKE_INSTALL_DOCDIR}
    COMPONENT runtime)
install(FILES LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)

# find_package(orrery): the rooms as they are; programs include the façade alone.
foreach(room ${rooms})
  list(APPEND libraries orrery_${room})
  set_target_properties(orrery_${room} PROPERTIES EXPORT_NAME ${room})
endforeach()
install(TARGETS ${libraries} EXPORT orrery ARCHIVE COMPONENT dev)
file(GLOB facade RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS include/orrery/*.hpp)
install(FILES ${facade} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/orrery COMPONENT dev)
set(config ${CMAKE_INSTALL_LIBDIR}/cmake/orrery)
install(EXPORT orrery NAMESPACE orrery:: FILE orrery-targets.cmake DESTINATION ${config}
    COMPONENT dev)
include(CMakePackageConfigHelpers)
configure_package_config_file(cmake/orrery-config.cmake.in ${made}/orrery-config.cmake
    INSTALL_DESTINATION ${config} PATH_VARS share)
write_basic_package_version_file(${made}/orrery-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${made}/orrery-config.cmake ${made}/orrery-config-version.cmake cmake/FindCbc.cmake
    cmake/FindXlsxWriter.cmake DESTINATION ${config} COMPONENT dev)

set(CPACK_PACKAGE_VENDOR "The Orrery authors")
set(CPACK_PACKAGE_CONTACT "The Orrery authors <orrery@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Plan AI infrastructure by simulation")
set(CPACK_PACKAGE_DESCRIPTION
"Replays training and inference workloads against modelled hybrid clusters and
projects cost, latency, bottlenecks and CO2 before anything is signed.")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL runtime dev)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME orrery)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS tzdata)
set(CPACK_DEBIAN_DEV_PACKAGE_NAME liborrery-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "libboost-iostreams-dev, coinor-libcbc-dev, \
libeigen3-dev, libfmt-dev, libhowardhinnant-date-dev, libsimdjson-dev, libsqlite3-dev, \
libxlsxwriter-dev, libyaml-cpp-dev, nlohmann-json3-dev")
include(CPack)
