# Finds LLVM/MLIR 22 and takes over its settings. The packaged version file
# refuses a bare major version, so the version is compared here.
if(NOT MLIR_DIR AND EXISTS /usr/lib/llvm-22/lib/cmake/mlir)
  set(MLIR_DIR /usr/lib/llvm-22/lib/cmake/mlir CACHE PATH "Folder of MLIRConfig.cmake")
endif()
find_package(MLIR QUIET CONFIG)
if(NOT MLIR_FOUND)
  message(FATAL_ERROR "TSlice needs LLVM/MLIR 22 and found none: run 'make', which installs it, or pass -DMLIR_DIR=<folder of MLIRConfig.cmake>")
endif()
if(NOT LLVM_VERSION_MAJOR EQUAL 22)
  message(FATAL_ERROR "TSlice needs LLVM/MLIR 22, but ${MLIR_DIR} is version ${LLVM_PACKAGE_VERSION}")
endif()
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
# MLIRConfig.cmake does not pass this on; without it every tool links MLIR statically.
set(MLIR_LINK_MLIR_DYLIB ON)
# HandleLLVMOptions would silence every warning, ours too, where this is off.
set(LLVM_ENABLE_WARNINGS ON)
set(MLIR_BINARY_DIR ${PROJECT_BINARY_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)
# HandleLLVMOptions reads CMAKE_BUILD_TYPE and would define NDEBUG again.
set(LLVM_ENABLE_ASSERTIONS ON)
include(HandleLLVMOptions)
include_directories(SYSTEM ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
separate_arguments(LLVM_DEFINITIONS_LIST NATIVE_COMMAND "${LLVM_DEFINITIONS}")
add_definitions(${LLVM_DEFINITIONS_LIST})
