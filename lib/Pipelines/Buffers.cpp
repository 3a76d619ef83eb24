// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of passes that all targets share, as a table of contents: from the
// graph to buffers. Each block stands under the form the IR has afterwards.

#include "tslice/Pipelines/Pipelines.h"

#include "tslice/Adjoint/Passes.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/Conversion/Passes.h"
#include "tslice/Transforms/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace tslice;

/// Without two patterns of upstream's: one takes the size of a carry in the first
/// step, where it is known, for its size in all steps; the other looks through
/// casts for the sizes of what a subview is of, which is an error where these say
/// that there is nothing.
static void addCanonicalizer(OpPassManager &pm) {
  GreedyRewriteConfig config;
  config.setUseTopDownTraversal();
  pm.addPass(createCanonicalizerPass(
      config,
      /*disabledPatterns=*/{
          "(anonymous namespace)::ForOpTensorCastFolder",
          "(anonymous namespace)::SubViewOpMemRefCastFolder"}));
}

static void addCleanup(OpPassManager &pm) {
  addCanonicalizer(pm);
  pm.addPass(createCSEPass());
}

/// One loop nest for each chain of elementwise producers and consumers.
static void addFusion(OpPassManager &pm) {
  pm.addPass(createConvertTensorToLinalgPass());
  pm.addPass(createConvertElementwiseToLinalgPass());
  pm.addPass(createLinalgGeneralizeNamedOpsPass());
  pm.addPass(createFuseElementwisePass());
  addCleanup(pm);
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

void tslice::buildBuffersPipeline(OpPassManager &pm,
                                  const BuffersPipelineOptions &options) {
  // One graph per entry: every op that can fail numbered, derivatives derived,
  // functions inlined, sizes compared.
  pm.addPass(createDecomposeOpsPass());
  pm.addPass(createNumberSitesPass());
  pm.addPass(createExpandIndexingPass());
  pm.addPass(createDeriveAdjointsPass());
  if (options.checkPromises)
    pm.addPass(createCheckPromisesPass());
  pm.addPass(createShieldFoldsPass());
  pm.addPass(createDropEmptyReshapesPass());
  pm.addPass(createInlinerPass({}, addCanonicalizer));
  pm.addPass(createSymbolDCEPass());
  addCleanup(pm);
  pm.addPass(createGuardSizesPass());

  if (!options.optimize) {
    // linalg, tensor, scf and checks; one loop nest for each op.
    TSliceToLinalgPassOptions serial;
    serial.strategy = ScatterStrategy::Serial;
    serial.fuseMasks = false;
    serial.mergeWrites = false;
    pm.addPass(createTSliceToLinalgPass(serial));
    pm.addPass(createConvertTensorToLinalgPass());
    pm.addPass(createConvertElementwiseToLinalgPass());
    addCleanup(pm);
  } else {
    // The same graph with fewer elements touched, and every carry in its place.
    pm.addPass(createCoalesceUpdatesPass());
    pm.addPass(createFuseSlicesPass());
    pm.addPass(createUnrollCarriesPass());
    addCleanup(pm);
    pm.addPass(createOrderReadsPass());

    // Reads are linalg, and one generic with the arithmetic on what they read.
    TSliceToLinalgPassOptions reads;
    reads.writes = false;
    // A thread of a GPU has little memory of its own, but there are many.
    if (options.columnWidth > 0)
      reads.maskBlock = 256;
    pm.addPass(createTSliceToLinalgPass(reads));
    addFusion(pm);

    // Writes are loops over their positions, with what they write computed
    // inside.
    TSliceToLinalgPassOptions writes;
    writes.columnWidth = options.columnWidth;
    writes.divideAll = options.divideAll;
    pm.addPass(createTSliceToLinalgPass(writes));
    pm.addPass(memref::createResolveShapedTypeResultDimsPass());
    addCleanup(pm);
    pm.addPass(createFuseIntoLoopsPass());
    addFusion(pm);

    // What a processor reads often lies in the order in which it is read.
    if (options.columnWidth == 0)
      pm.addPass(createPackOperandsPass());
  }

  // memref and scf. Sizes of 0 may have become known since the graph was read.
  pm.addPass(createDropEmptyReshapesPass());
  pm.addNestedPass<func::FuncOp>(createRequireChecksPass());
  pm.addPass(createFillSplatsPass());
  pm.addPass(createOwnDestinationsPass());
  pm.addNestedPass<func::FuncOp>(createHideBoundsPass());
  if (options.optimize) {
    pm.addPass(createOrderReadsPass());
    pm.addPass(bufferization::createEmptyTensorEliminationPass());
    // What has found a place there writes to it from where it stands.
    pm.addPass(createOrderReadsPass());
  }
  pm.addPass(createPrepareEntriesPass());
  // Bufferization knows the layout of `alloc_tensor` ahead, but takes that of
  // `empty` for any, so that branches which yield both would be copied.
  pm.addPass(bufferization::createEmptyTensorToAllocTensorPass());
  pm.addPass(createOwnCarriesPass());
  pm.addPass(createUnitStridesPass());
  addBufferization(pm);
  addCleanup(pm);
}
