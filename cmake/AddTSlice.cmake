# One helper per kind of thing. Every generated header hangs on the target
# tslice-headers, and every library depends on it.
add_custom_target(tslice-headers)

set(TSLICE_WARNINGS -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # It takes the empty state of std::optional for a value that is read.
  list(APPEND TSLICE_WARNINGS -Wno-maybe-uninitialized)
endif()

# tslice_add_library(NAME sources... [LINK_LIBS ours...]): a static library of the
# compiler that sees MLIR through the shared precompiled header.
function(tslice_add_library name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  add_dependencies(${name} tslice-headers)
  target_compile_options(${name} PRIVATE ${TSLICE_WARNINGS})
  target_precompile_headers(${name} REUSE_FROM TSlicePCH)
  target_link_libraries(${name} PUBLIC ${ARG_LINK_LIBS} MLIR LLVM)
  set_property(GLOBAL APPEND PROPERTY TSLICE_LIBS ${name})
endfunction()

# tslice_add_tool(NAME sources... [LINK_LIBS ours...]): an executable in build/bin.
function(tslice_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  add_dependencies(${name} tslice-headers)
  target_compile_options(${name} PRIVATE ${TSLICE_WARNINGS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS} MLIR LLVM)
endfunction()

# tslice_tablegen(TD target arguments...): pairs of (output, generator flags).
function(tslice_public_tablegen target)
  add_public_tablegen_target(${target})
  add_dependencies(tslice-headers ${target})
endfunction()

# The headers that nearly every file includes, compiled once.
file(WRITE ${PROJECT_BINARY_DIR}/pch/empty.cpp "")
add_library(TSlicePCH STATIC ${PROJECT_BINARY_DIR}/pch/empty.cpp)
target_compile_options(TSlicePCH PRIVATE ${TSLICE_WARNINGS})
target_precompile_headers(TSlicePCH PRIVATE
  <mlir/Dialect/Arith/IR/Arith.h>
  <mlir/Dialect/Bufferization/IR/Bufferization.h>
  <mlir/Dialect/Func/IR/FuncOps.h>
  <mlir/Dialect/Linalg/IR/Linalg.h>
  <mlir/Dialect/MemRef/IR/MemRef.h>
  <mlir/Dialect/SCF/IR/SCF.h>
  <mlir/Dialect/Tensor/IR/Tensor.h>
  <mlir/Dialect/Utils/StaticValueUtils.h>
  <mlir/IR/Builders.h>
  <mlir/IR/BuiltinOps.h>
  <mlir/IR/Matchers.h>
  <mlir/IR/PatternMatch.h>
  <mlir/Pass/Pass.h>
  <mlir/Pass/PassManager.h>
  <mlir/Transforms/DialectConversion.h>
  <mlir/Transforms/GreedyPatternRewriteDriver.h>)
