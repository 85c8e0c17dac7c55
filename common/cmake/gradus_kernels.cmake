# Kernels: .cu files, of which every build of the course is made.
#
# gradus_add_kernels(<name> FILES <.cu> ... [INCLUDE <folder> ...] [LINK <target> ...])
#
#   <name>.cpu      for this machine's processors, optimised as everything else
#   <name>.traced   for them too, every access to memory watched: races, bounds, sectors, banks; not under a sanitizer for
#                   threads, which is the same thing
#   <name>.gpu      by nvcc, where there is one; part of the default build only where there is a GPU too, or GRADUS_GPU is on
#
# Each is a library of objects to link with. INCLUDE are the folders in which #include finds files, in particular .cuh, which
# are rewritten for the host compiler as the .cu are. A .cpp may include a .cuh that holds declarations only.
set(GRADUS_CUDA_ARCHITECTURES "" CACHE STRING
    "What nvcc compiles for, as in sm_: 75;80;90a. Empty: the GPU of this machine, without one 75;80;90a")
find_program(GRADUS_NVCC nvcc HINTS $ENV{CUDA_HOME}/bin $ENV{CUDA_PATH}/bin /usr/local/cuda/bin)
set(gradus_has_gpu OFF)
# Where Linux's driver, and WSL, say that there is one.
if(GRADUS_NVCC AND (EXISTS /proc/driver/nvidia/gpus OR EXISTS /usr/lib/wsl/lib/nvidia-smi))
  set(gradus_has_gpu ON)
endif()
option(GRADUS_GPU "Build for the GPU too" ${gradus_has_gpu})

function(gradus_add_kernels name)
  cmake_parse_arguments(arg "" "" "FILES;INCLUDE;LINK" ${ARGN})
  find_package(Python3 3.10 REQUIRED COMPONENTS Interpreter)
  list(TRANSFORM arg_INCLUDE PREPEND --include= OUTPUT_VARIABLE include)
  set(rewrite ${GRADUS_ROOT}/common/cuda/rewrite/rewrite.py)
  set(out ${CMAKE_BINARY_DIR}/kernels/${name})
  set(hosts)
  foreach(file IN LISTS arg_FILES)
    get_filename_component(source ${file} ABSOLUTE)
    gradus_rewritten_name(host ${out} ${source})
    add_custom_command(OUTPUT ${host} DEPENDS ${source} ${rewrite} DEPFILE ${host}.d
      COMMAND ${Python3_EXECUTABLE} -B ${rewrite} --out ${out} --depfile ${host}.d ${include} ${source}
      COMMENT "Rewriting ${file}" VERBATIM)
    list(APPEND hosts ${host})
  endforeach()

  add_library(${name}.cpu OBJECT EXCLUDE_FROM_ALL ${hosts})
  target_link_libraries(${name}.cpu PUBLIC gradus_cuda_on_cpu ${arg_LINK})
  gradus_flags(${name}.cpu)
  if(GRADUS_CCACHE AND CMAKE_CXX_COMPILER_LAUNCHER STREQUAL GRADUS_CCACHE AND NOT GRADUS_WORKBOOK)
    # What is rewritten lies at the same place in every build folder: seen from there, ccache knows it again.
    set_target_properties(${name}.cpu PROPERTIES CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_BASEDIR=${CMAKE_BINARY_DIR};${GRADUS_CCACHE}")
  endif()
  if(NOT GRADUS_SANITIZE MATCHES "thread")
    add_library(${name}.traced OBJECT EXCLUDE_FROM_ALL ${hosts})
    target_link_libraries(${name}.traced PUBLIC gradus_cuda_trace ${arg_LINK})
    gradus_warnings(${name}.traced)
    # Not optimised so much that what a line reads becomes another number of reads.
    target_compile_options(${name}.traced PRIVATE -O1 -g -fsanitize=thread)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${name}.traced PRIVATE -fno-tree-sra)
    endif()
    # Both are compiled from one rewritten source: the first writes it.
    add_dependencies(${name}.traced ${name}.cpu)
  endif()
  # threadIdx and blockDim are unsigned, and kernels compare them with int. `#pragma unroll` is for nvcc.
  target_compile_options(${name}.cpu PRIVATE -Wno-sign-compare -Wno-unknown-pragmas)
  if(TARGET ${name}.traced)
    target_compile_options(${name}.traced PRIVATE -Wno-sign-compare -Wno-unknown-pragmas)
  endif()
  foreach(folder IN LISTS arg_INCLUDE)
    target_include_directories(${name}.cpu PUBLIC ${folder})
    if(TARGET ${name}.traced)
      target_include_directories(${name}.traced PUBLIC ${folder})
    endif()
  endforeach()
  if(GRADUS_NVCC)
    gradus_add_gpu_kernels(${name} "${arg_FILES}" "${arg_INCLUDE}" "${arg_LINK}")
  endif()
endfunction()

# By command, since CMake 3.25 knows no C++20 for nvcc.
function(gradus_add_gpu_kernels name files include link)
  set(architectures ${GRADUS_CUDA_ARCHITECTURES})
  if(NOT architectures AND NOT gradus_has_gpu)
    set(architectures 75 80 90a)
  endif()
  set(flags -std=c++20 -O3 -diag-suppress 186 --expt-relaxed-constexpr --extended-lambda -lineinfo -Xcompiler -fPIC
            -Xfatbin -compress-all)
  if(NOT architectures)
    list(APPEND flags -arch=native)
  endif()
  foreach(architecture IN LISTS architectures)
    list(APPEND flags -gencode arch=compute_${architecture},code=sm_${architecture})
  endforeach()
  # Of the newest that has successors also what a driver translates for GPUs that came later.
  set(lasting ${architectures})
  list(FILTER lasting INCLUDE REGEX "^[0-9]+$")
  if(lasting)
    list(POP_BACK lasting newest)
    list(APPEND flags -gencode arch=compute_${newest},code=compute_${newest})
  endif()
  set(own)
  foreach(folder IN LISTS include)
    list(APPEND own -I${folder})
  endforeach()
  # Never built; it knows all folders that the libraries bring, directly or not.
  add_library(${name}.gpu.folders OBJECT EXCLUDE_FROM_ALL ${GRADUS_ROOT}/common/src/error.cpp)
  target_link_libraries(${name}.gpu.folders PRIVATE gradus_common ${link})
  set(folders "$<TARGET_PROPERTY:${name}.gpu.folders,INCLUDE_DIRECTORIES>")
  set(objects)
  foreach(file IN LISTS files)
    get_filename_component(source ${file} ABSOLUTE)
    get_filename_component(stem ${file} NAME_WE)
    set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.gpu.${stem}.o)
    add_custom_command(OUTPUT ${object} DEPENDS ${source} DEPFILE ${object}.d
      COMMAND ${GRADUS_NVCC} ${flags} ${own} "-I$<JOIN:${folders},;-I>" -MD -MF ${object}.d -c ${source} -o ${object}
      COMMAND_EXPAND_LISTS COMMENT "nvcc ${file}" VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  add_library(${name}.gpu INTERFACE)
  add_custom_target(${name}.gpu.objects DEPENDS ${objects})
  add_dependencies(${name}.gpu ${name}.gpu.objects)
  gradus_cuda_toolkit()
  target_sources(${name}.gpu INTERFACE ${objects})
  target_include_directories(${name}.gpu INTERFACE ${include})
  target_link_libraries(${name}.gpu INTERFACE gradus_cuda_toolkit gradus_common ${link})
  set_source_files_properties(${objects} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
endfunction()

# gradus_add_gpu_objects(<name> <headers> <.cpp> ...): what is not a kernel, with the toolkit's runtime calls.
function(gradus_add_gpu_objects name headers)
  gradus_cuda_toolkit()
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${ARGN})
  target_link_libraries(${name} PRIVATE ${headers} gradus_cuda_toolkit)
  gradus_flags(${name})
endfunction()

# gradus_add_gpu_program(<target> <source> <libraries> ...)
function(gradus_add_gpu_program target source)
  add_executable(${target} ${source})
  target_link_libraries(${target} PRIVATE ${ARGN})
  gradus_flags(${target})
  if(NOT GRADUS_GPU)
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()

# gradus_add_gpu_test(...): as gradus_add_test; built and run by default only where there is a GPU.
function(gradus_add_gpu_test target)
  gradus_add_test(${target} ${ARGN})
  if(NOT GRADUS_GPU)
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
    set_tests_properties(${target} PROPERTIES DISABLED ON)
  endif()
endfunction()

# gradus_cuda_toolkit(): the toolkit's headers and its static runtime, so that programs run where no toolkit is.
function(gradus_cuda_toolkit)
  if(TARGET gradus_cuda_toolkit)
    return()
  endif()
  get_filename_component(root ${GRADUS_NVCC} REALPATH)
  get_filename_component(root ${root} DIRECTORY)
  get_filename_component(root ${root} DIRECTORY)
  find_library(GRADUS_CUDART cudart_static HINTS ${root} PATH_SUFFIXES lib64 lib targets/x86_64-linux/lib
               targets/sbsa-linux/lib)
  find_path(GRADUS_CUDA_INCLUDE cuda_runtime.h HINTS ${root} PATH_SUFFIXES include targets/x86_64-linux/include
            targets/sbsa-linux/include)
  add_library(gradus_cuda_toolkit INTERFACE IMPORTED GLOBAL)
  target_include_directories(gradus_cuda_toolkit SYSTEM INTERFACE ${GRADUS_CUDA_INCLUDE})
  target_link_libraries(gradus_cuda_toolkit INTERFACE ${GRADUS_CUDART} Threads::Threads ${CMAKE_DL_LIBS} rt)
endfunction()

# gradus_add_kernel_test(<target> <label> KERNELS <name> SOURCES ... [EMULATED ...] [TRACED ...] [LINK ...]): one test
# a build of the kernels: <target>, <target>-traced, <target>-gpu. The files of EMULATED are not for the GPU, those of TRACED
# for the traced build only.
function(gradus_add_kernel_test target label)
  cmake_parse_arguments(arg "" "KERNELS" "SOURCES;EMULATED;TRACED;LINK" ${ARGN})
  gradus_add_test(${target} "${label}" SOURCES ${arg_SOURCES} ${arg_EMULATED} LINK ${arg_KERNELS}.cpu ${arg_LINK})
  if(TARGET ${arg_KERNELS}.traced)
    gradus_add_test(${target}-traced "${label}-traced" SOURCES ${arg_SOURCES} ${arg_EMULATED} ${arg_TRACED}
                    LINK ${arg_KERNELS}.traced ${arg_LINK})
  endif()
  if(TARGET ${arg_KERNELS}.gpu)
    gradus_add_test(${target}-gpu "${label}-gpu" SOURCES ${arg_SOURCES} LINK ${arg_KERNELS}.gpu ${arg_LINK})
    if(NOT GRADUS_GPU)
      set_target_properties(${target}-gpu PROPERTIES EXCLUDE_FROM_ALL ON)
      set_tests_properties(${target}-gpu PROPERTIES DISABLED ON)
    endif()
  endif()
endfunction()

# gradus_rewritten_name(<out> <folder> <source>): where rewrite.py puts what it makes of a source.
function(gradus_rewritten_name out folder source)
  file(REAL_PATH ${source} real)
  string(SHA256 digest "${real}")
  string(SUBSTRING ${digest} 0 8 digest)
  get_filename_component(file ${source} NAME)
  set(${out} ${folder}/${digest}_${file}.cpp PARENT_SCOPE)
endfunction()
