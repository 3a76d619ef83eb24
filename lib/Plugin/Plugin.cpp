// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two entry points that mlir-opt looks for in a plugin.

#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "tslice/InitAll.h"
#include "tslice/Version.h"

extern "C" LLVM_ATTRIBUTE_WEAK ::mlir::DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "TSlice", TSLICE_VERSION_STRING,
          [](mlir::DialectRegistry *registry) {
            tslice::registerDialects(*registry);
          }};
}

extern "C" LLVM_ATTRIBUTE_WEAK ::mlir::PassPluginLibraryInfo
mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "TSlice", TSLICE_VERSION_STRING,
          [] { tslice::registerPasses(); }};
}
