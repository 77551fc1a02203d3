# The report page and the live page: npm packages by lock file and the bundle, both in the build folder. When nothing
# changed nothing runs, and no network is used.
find_program(NODE node REQUIRED)
find_program(NPM npm REQUIRED)
set(page_source ${CMAKE_SOURCE_DIR}/tools/report-page)
set(page_build ${CMAKE_BINARY_DIR}/report-page)
file(GLOB_RECURSE page_files CONFIGURE_DEPENDS ${page_source}/src/*)

add_custom_command(OUTPUT ${page_build}/packages.stamp
    COMMAND ${CMAKE_COMMAND} -E copy ${page_source}/package.json ${page_source}/package-lock.json
            ${page_source}/.npmrc ${page_build}
    COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
            --prefix ${page_build}
    COMMAND ${CMAKE_COMMAND} -E touch ${page_build}/packages.stamp
    DEPENDS ${page_source}/package.json ${page_source}/package-lock.json
    COMMENT "Installing the packages of the report page"
    VERBATIM)
set(page_files_built ${page_build}/dist/page.js ${page_build}/dist/page.html
    ${page_build}/dist/study.js ${page_build}/dist/study.html ${page_build}/dist/serve.js
    ${page_build}/dist/serve.html ${page_build}/dist/serve.css)
add_custom_command(OUTPUT ${page_files_built}
    COMMAND ${CMAKE_COMMAND} -E copy ${page_source}/build.mjs ${page_build}
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${page_source}/src ${page_build}/src
    COMMAND ${NODE} ${page_build}/build.mjs ${page_build}/dist
    DEPENDS ${page_build}/packages.stamp ${page_source}/build.mjs ${page_files}
    COMMENT "Bundling the pages"
    VERBATIM)
add_custom_target(report_page DEPENDS ${page_files_built})
