# The chart library of the report, Apache ECharts (Apache-2.0), from its npm package. It is fetched once
# and kept outside the build tree, so that all builds share it. Without a network: download the address
# below elsewhere and name the file with -DTERRABALANCE_ECHARTS=FILE.
# Sets ECHARTS_FOLDER, where echarts.min.js is.
set(version 6.1.0)
set(address https://registry.npmjs.org/echarts/-/echarts-${version}.tgz)
set(checksum 681aff88cc1038c3fa941a3a53d1b177a52250b05335efc607d6105ae13be481)
set(TERRABALANCE_ECHARTS "" CACHE FILEPATH "echarts-${version}.tgz, where there is no network")

if(TERRABALANCE_ECHARTS)
  set(tarball ${TERRABALANCE_ECHARTS})
else()
  if(DEFINED ENV{XDG_CACHE_HOME})
    set(cache $ENV{XDG_CACHE_HOME}/terrabalance)
  elseif(DEFINED ENV{HOME})
    set(cache $ENV{HOME}/.cache/terrabalance)
  else()
    set(cache ${PROJECT_BINARY_DIR}/cache)
  endif()
  set(tarball ${cache}/echarts-${version}.tgz)
  if(NOT EXISTS ${tarball})
    message(STATUS "Fetching ${address}")
    string(RANDOM suffix)
    file(DOWNLOAD ${address} ${tarball}.${suffix} STATUS status TLS_VERIFY ON TIMEOUT 120)
    list(GET status 0 failed)
    if(failed)
      list(GET status 1 reason)
      file(REMOVE ${tarball}.${suffix})
      message(FATAL_ERROR "The chart library of the report cannot be fetched (${reason}).\n"
        "Download ${address} where there is a network and name the file:\n"
        "  scripts/quickstart.sh -DTERRABALANCE_ECHARTS=/path/to/echarts-${version}.tgz\n"
        "or\n  cmake --preset release -DTERRABALANCE_ECHARTS=/path/to/echarts-${version}.tgz")
    endif()
    file(RENAME ${tarball}.${suffix} ${tarball})
  endif()
endif()
file(SHA256 ${tarball} found)
if(NOT found STREQUAL checksum)
  message(FATAL_ERROR "${tarball} is not ${address}: its SHA-256 is\n  ${found}\nnot\n  ${checksum}\nDelete it.")
endif()
set(folder ${PROJECT_BINARY_DIR}/echarts)
set(ECHARTS_FOLDER ${folder}/package/dist)
if(NOT EXISTS ${ECHARTS_FOLDER}/echarts.min.js)
  file(ARCHIVE_EXTRACT INPUT ${tarball} DESTINATION ${folder}
    PATTERNS package/dist/echarts.min.js package/LICENSE package/NOTICE)
endif()
