# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What `cmake --install` copies: the shared library and the runtime with their
# headers and CMake package, the tools, the plugin of mlir-opt, the Python module.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(tools tslice-lsp-server tslice-opt tslice-reduce tslice-run
  tslice-translate)
set_target_properties(${tools} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
set_target_properties(TSliceRuntime PROPERTIES EXPORT_NAME Runtime)
install(TARGETS tslice TSliceRuntime ${tools} EXPORT TSliceTargets)
install(EXPORT TSliceTargets NAMESPACE TSlice::
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/TSlice)
# The build tree can be found as well.
export(EXPORT TSliceTargets NAMESPACE TSlice::
  FILE ${PROJECT_BINARY_DIR}/cmake/TSliceTargets.cmake)

# Headers for programs; passes and dialect stay inside.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/tslice/C
  ${PROJECT_SOURCE_DIR}/include/tslice/Runtime
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tslice)
set(headers DLPack Executable ElementType Float FromMLIR Literal Npy Options Print
  Result Signature Tensor)
list(TRANSFORM headers PREPEND ${PROJECT_SOURCE_DIR}/include/tslice/ExecutionEngine/)
list(TRANSFORM headers APPEND .h)
install(FILES ${headers}
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tslice/ExecutionEngine)
install(FILES ${PROJECT_BINARY_DIR}/include/tslice/Version.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tslice)

# As long as the major version is 0, minor versions may differ in anything.
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/TSliceConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cmake/TSliceConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/TSlice)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/cmake/TSliceConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
configure_file(${PROJECT_SOURCE_DIR}/cmake/TSliceAheadOfTime.cmake
  ${PROJECT_BINARY_DIR}/cmake/TSliceAheadOfTime.cmake COPYONLY)
install(FILES ${PROJECT_BINARY_DIR}/cmake/TSliceConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/TSliceAheadOfTime.cmake
  ${PROJECT_BINARY_DIR}/cmake/TSliceConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/TSlice)

install(TARGETS TSlicePlugin DESTINATION ${CMAKE_INSTALL_LIBDIR}/tslice)

install(FILES ${PROJECT_SOURCE_DIR}/python/tslice.py
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/tslice/python)
