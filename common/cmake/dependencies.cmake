# Third-party packages. gradus_need(<package>...) gives each, in this order: the sources in FETCHCONTENT_SOURCE_DIR_<NAME>
# where that is set, an installed package, a pinned release from its canonical address, checked against its SHA-256.
#
#   package     gives                           used by
#   zlib        ZLIB::ZLIB                      common: reading .gz files
#   eigen       Eigen3::Eigen                   chapters 02 and later: matrix products
#   googletest  GTest::gtest, _main, ::gmock    the tests
#   cli11       CLI11::CLI11                    the programs: command lines
#   json        nlohmann_json::nlohmann_json    chapter 03: saved networks; the programs and tests
#   benchmark   benchmark::benchmark            the benchmarks
#   context     gradus_context                  CUDA on the CPU: switching stacks (Boost.Context)
include_guard(GLOBAL)
include(FetchContent)

macro(gradus_need)
  foreach(gradus_package ${ARGN})
    cmake_language(CALL gradus_need_${gradus_package})
  endforeach()
endmacro()

function(gradus_need_zlib)
  gradus_find(ZLIB::ZLIB ZLIB zlib)
  if(TARGET ZLIB::ZLIB)
    return()
  endif()
  gradus_fetch(zlib 1.3.1 "zlib1g-dev" "zlib"
    https://github.com/madler/zlib/releases/download/v1.3.1/zlib-1.3.1.tar.gz
    9a93b2b7dfdac77ceba5a558a580e74667dd6fede4585b91eefb60f03b72df23
    SOURCE_SUBDIR not-its-own-build)
  add_subdirectory(${GRADUS_ROOT}/common/cmake/zlib ${GRADUS_BINARY_DIR}/zlib)
  # Imported, so that our exported targets name ZLIB::ZLIB and not this build's copy.
  add_library(ZLIB::ZLIB INTERFACE IMPORTED GLOBAL)
  target_link_libraries(ZLIB::ZLIB INTERFACE gradus_zlib)
endfunction()

function(gradus_need_eigen)
  gradus_find(Eigen3::Eigen Eigen3 eigen 3.4 NO_MODULE)
  if(TARGET Eigen3::Eigen)
    return()
  endif()
  gradus_fetch(eigen 3.4.0 "libeigen3-dev" "eigen"
    https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.bz2
    b4c198460eba6f28d34894e3a5710998818515104d6e74e5cc331ce31e46e626
    SOURCE_SUBDIR not-its-own-build)
  add_library(Eigen3::Eigen INTERFACE IMPORTED GLOBAL)
  target_include_directories(Eigen3::Eigen SYSTEM INTERFACE ${eigen_SOURCE_DIR})
endfunction()

function(gradus_need_googletest)
  gradus_find(GTest::gmock GTest googletest)
  if(TARGET GTest::gmock)
    return()
  endif()
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)  # its options yield to these variables
  set(INSTALL_GTEST OFF)
  set(BUILD_GMOCK ON)
  set(BUILD_SHARED_LIBS OFF)
  string(APPEND CMAKE_CXX_FLAGS " -w")
  gradus_fetch(googletest 1.14.0 "libgtest-dev libgmock-dev" "googletest"
    https://github.com/google/googletest/archive/refs/tags/v1.14.0.tar.gz
    8ad598c73ad796e0d8280b082cebd82a630d73e73cd3c70057938a6501bba5d7)
  foreach(target gtest gtest_main gmock gmock_main)
    set_target_properties(${target} PROPERTIES SYSTEM ON)
    if(NOT TARGET GTest::${target})
      add_library(GTest::${target} ALIAS ${target})
    endif()
  endforeach()
endfunction()

function(gradus_need_cli11)
  gradus_find(CLI11::CLI11 CLI11 cli11)
  if(TARGET CLI11::CLI11)
    return()
  endif()
  gradus_fetch(cli11 2.4.2 "libcli11-dev" "cli11"
    https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.4.2.tar.gz
    f2d893a65c3b1324c50d4e682c0cdc021dd0477ae2c048544f39eed6654b699a
    SOURCE_SUBDIR not-its-own-build)
  add_library(CLI11::CLI11 INTERFACE IMPORTED GLOBAL)
  target_include_directories(CLI11::CLI11 SYSTEM INTERFACE ${cli11_SOURCE_DIR}/include)
endfunction()

function(gradus_need_json)
  gradus_find(nlohmann_json::nlohmann_json nlohmann_json json)
  if(TARGET nlohmann_json::nlohmann_json)
    return()
  endif()
  gradus_fetch(json 3.11.3 "nlohmann-json3-dev" "nlohmann-json"
    https://github.com/nlohmann/json/archive/refs/tags/v3.11.3.tar.gz
    0d8ef5af7f9794e3263480193c491549b2ba6cc74bb018906202ada498a79406
    SOURCE_SUBDIR not-its-own-build)
  add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED GLOBAL)
  target_include_directories(nlohmann_json::nlohmann_json SYSTEM INTERFACE ${json_SOURCE_DIR}/include)
endfunction()

function(gradus_need_benchmark)
  gradus_find(benchmark::benchmark benchmark benchmark)
  if(TARGET benchmark::benchmark)
    return()
  endif()
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  set(BENCHMARK_ENABLE_TESTING OFF)
  set(BENCHMARK_ENABLE_INSTALL OFF)
  set(BENCHMARK_INSTALL_DOCS OFF)
  set(BENCHMARK_ENABLE_WERROR OFF)
  set(BUILD_SHARED_LIBS OFF)
  string(APPEND CMAKE_CXX_FLAGS " -w")
  gradus_fetch(benchmark 1.8.3 "libbenchmark-dev" "google-benchmark"
    https://github.com/google/benchmark/archive/refs/tags/v1.8.3.tar.gz
    6bc180a57d23d4d9515519f92b0c83d61b05b5bab188961f36ac7b06b0d9e9ce)
  set_target_properties(benchmark PROPERTIES SYSTEM ON)
endfunction()

# Only two functions of Boost.Context are used, both assembly and with an interface of C: no header is needed, so of the
# sources neither.
function(gradus_need_context)
  if(TARGET gradus_context)
    return()
  endif()
  add_library(gradus_context INTERFACE IMPORTED GLOBAL)
  if(NOT FETCHCONTENT_SOURCE_DIR_CONTEXT)
    find_library(GRADUS_CONTEXT NAMES boost_context boost_context-mt)
    if(GRADUS_CONTEXT)
      target_link_libraries(gradus_context INTERFACE ${GRADUS_CONTEXT})
      set_property(GLOBAL PROPERTY GRADUS_CONTEXT_INSTALLED ${GRADUS_CONTEXT})
      return()
    endif()
  endif()
  gradus_fetch(context 1.83.0 "libboost-context-dev" "boost"
    https://github.com/boostorg/context/archive/refs/tags/boost-1.83.0.tar.gz
    fcc6d27d08a4143592c269134dd23b2b7a86916dfa6219995bd24a4eefcfe4ea
    SOURCE_SUBDIR not-its-own-build)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set(kind x86_64_sysv)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "arm64|aarch64")
    set(kind arm64_aapcs)
  else()
    message(FATAL_ERROR "context: no assembly for ${CMAKE_SYSTEM_PROCESSOR}; install Boost.Context")
  endif()
  set(format elf)
  if(APPLE)
    set(format macho)
  endif()
  enable_language(ASM)
  # Becomes part of the library that uses it.
  target_sources(gradus_context INTERFACE ${context_SOURCE_DIR}/src/asm/make_${kind}_${format}_gas.S
                 ${context_SOURCE_DIR}/src/asm/jump_${kind}_${format}_gas.S)
endfunction()

# gradus_find(<target> <package> <name> [find_package's arguments]): looks for an installed package, unless the target is
# there already or the user gave sources for <name>. Its targets become visible in the whole build.
function(gradus_find target package name)
  string(TOUPPER ${name} upper)
  if(NOT TARGET ${target} AND NOT FETCHCONTENT_SOURCE_DIR_${upper})
    find_package(${package} ${ARGN} QUIET GLOBAL)
    if(TARGET ${target} AND NOT GRADUS_FOUND_${name})
      message(STATUS "gradus: ${name} is installed")
      set(GRADUS_FOUND_${name} TRUE CACHE INTERNAL "")
    endif()
  endif()
endfunction()

# gradus_fetch(<name> <version> <Debian packages> <Homebrew package> <url> <sha256> [FetchContent's options])
# Sets <name>_SOURCE_DIR. The download is our own step, for FetchContent's message about a missing network is a page long.
macro(gradus_fetch name version debian homebrew url sha256)
  string(TOUPPER ${name} gradus_upper)
  if(FETCHCONTENT_SOURCE_DIR_${gradus_upper})
    message(STATUS "gradus: ${name} from ${FETCHCONTENT_SOURCE_DIR_${gradus_upper}}")
    set(gradus_archive ${url})
  else()
    message(STATUS "gradus: ${name} ${version} from ${url}")
    get_filename_component(gradus_archive ${url} NAME)
    set(gradus_archive ${CMAKE_BINARY_DIR}/_deps/download/${name}-${gradus_archive})
    gradus_download(${url} ${sha256} ${gradus_archive} gradus_problem)
    if(gradus_problem)
      message(FATAL_ERROR "${name} ${version} is needed; it is not installed, and downloading it failed: ${gradus_problem}\n"
        "Any one of these helps:\n"
        "  install it      Debian, Ubuntu: sudo apt install ${debian}      macOS: brew install ${homebrew}\n"
        "  give its sources: unpack ${url}\n"
        "                  and configure with -DFETCHCONTENT_SOURCE_DIR_${gradus_upper}=<folder>")
    endif()
  endif()
  FetchContent_Declare(${name} URL ${gradus_archive} URL_HASH SHA256=${sha256} DOWNLOAD_EXTRACT_TIMESTAMP OFF
                       ${ARGN})
  FetchContent_MakeAvailable(${name})
endmacro()

# gradus_download(<url> <sha256> <file> <out>): <out> says what went wrong, or is empty.
function(gradus_download url sha256 file out)
  set(${out} "" PARENT_SCOPE)
  if(EXISTS ${file})
    file(SHA256 ${file} actual)
    if(actual STREQUAL sha256)
      return()
    endif()
    file(REMOVE ${file})
  endif()
  if(FETCHCONTENT_FULLY_DISCONNECTED)
    set(${out} "FETCHCONTENT_FULLY_DISCONNECTED is on" PARENT_SCOPE)
    return()
  endif()
  file(DOWNLOAD ${url} ${file} STATUS status TLS_VERIFY ON INACTIVITY_TIMEOUT 30 TIMEOUT 300)
  list(POP_FRONT status code)
  if(NOT code EQUAL 0)
    file(REMOVE ${file})
    string(REPLACE "\"" "" status "${status}")
    set(${out} "${status}" PARENT_SCOPE)
    return()
  endif()
  file(SHA256 ${file} actual)
  if(NOT actual STREQUAL sha256)
    file(REMOVE ${file})
    set(${out} "its SHA-256 is ${actual}, expected ${sha256}" PARENT_SCOPE)
  endif()
endfunction()
