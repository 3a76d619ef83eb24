# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What `cmake --install` copies: the shared library with its headers and CMake
# package, the tools, the plugin of mlir-opt, the Python module.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

install(TARGETS tslice EXPORT TSliceTargets)
install(EXPORT TSliceTargets NAMESPACE TSlice::
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/TSlice)

# Headers for programs; passes and dialect stay inside.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/tslice/C
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
install(FILES ${PROJECT_BINARY_DIR}/cmake/TSliceConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/TSliceConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/TSlice)

set(tools tslice-lsp-server tslice-opt tslice-reduce tslice-run
  tslice-translate)
set_target_properties(${tools} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
install(TARGETS ${tools})

install(TARGETS TSlicePlugin DESTINATION ${CMAKE_INSTALL_LIBDIR}/tslice)

install(FILES ${PROJECT_SOURCE_DIR}/python/tslice.py
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/tslice/python)
