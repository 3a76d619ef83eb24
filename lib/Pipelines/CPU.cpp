// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of passes for the CPU, as a table of contents: each block stands
// under the form the IR has afterwards.

#include "tslice/Pipelines/Pipelines.h"

#include "tslice/Codegen/Codegen.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/Conversion/Passes.h"
#include "tslice/Transforms/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace tslice;

static void addCleanup(OpPassManager &pm) {
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

/// Identity layouts at every boundary, so that a row of a tensor is a row of
/// memory everywhere.
static void addBufferization(OpPassManager &pm) {
  bufferization::OneShotBufferizePassOptions options;
  options.bufferizeFunctionBoundaries = true;
  options.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  options.allowReturnAllocsFromLoops = true;
  pm.addPass(bufferization::createOneShotBufferizePass(options));
}

void tslice::buildCPUPipeline(OpPassManager &pm,
                              const CPUPipelineOptions &options) {
  // One graph per entry, every op that can fail numbered.
  pm.addPass(createNumberSitesPass());
  pm.addPass(createInlinerPass());
  pm.addPass(createSymbolDCEPass());
  addCleanup(pm);

  // linalg, tensor, scf and checks.
  pm.addPass(createTSliceToLinalgPass());
  pm.addPass(createConvertTensorToLinalgPass());
  pm.addPass(createConvertElementwiseToLinalgPass());
  addCleanup(pm);

  // One loop nest for each chain of producers and consumers.
  if (options.optimize) {
    pm.addPass(createLinalgGeneralizeNamedOpsPass());
    pm.addPass(createLinalgElementwiseOpFusionPass());
    addCleanup(pm);
    pm.addPass(bufferization::createEmptyTensorEliminationPass());
  }

  // memref and scf.
  pm.addPass(createPrepareEntriesPass());
  addBufferization(pm);
  addCleanup(pm);

  // The LLVM dialect.
  buildCodegenPipeline(pm);
}

void tslice::registerPipelines() {
  PassPipelineRegistration<CPUPipelineOptions>(
      "tslice-cpu-pipeline",
      "lower tensor slicing graphs to the LLVM dialect for this CPU",
      buildCPUPipeline);
}
