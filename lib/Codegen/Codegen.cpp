// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The order of code generation.

#include "tslice/Codegen/Codegen.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "tslice/Codegen/Passes.h"

using namespace mlir;
using namespace tslice;

void tslice::buildCodegenPipeline(OpPassManager &pm,
                                  const CodegenPipelineOptions &options) {
  // Temporaries of fixed size leave the loops, then the heap.
  pm.addNestedPass<func::FuncOp>(bufferization::createBufferLoopHoistingPass());
  pm.addNestedPass<func::FuncOp>(
      bufferization::createPromoteBuffersToStackPass());

  // Loops over loads and stores.
  pm.addNestedPass<func::FuncOp>(createLowerLinalgPass());
  pm.addNestedPass<func::FuncOp>(memref::createFoldMemRefAliasOpsPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createCSEPass());
  pm.addNestedPass<func::FuncOp>(createHoistChecksPass());
  pm.addNestedPass<func::FuncOp>(createMarkExactIndicesPass());
  pm.addNestedPass<func::FuncOp>(createBlockChecksPass());
  SplitReductionsPassOptions split;
  split.minLength = options.laneLength;
  pm.addNestedPass<func::FuncOp>(createSplitReductionsPass(split));
  PickInLanesPassOptions pick;
  pick.lanes = options.pickLanes;
  pm.addNestedPass<func::FuncOp>(createPickInLanesPass(pick));
  pm.addNestedPass<func::FuncOp>(createJamRowsPass());

  // No buffer is kept longer than needed.
  pm.addNestedPass<func::FuncOp>(createFreeTemporariesPass());
  pm.addNestedPass<func::FuncOp>(
      bufferization::createOptimizeAllocationLivenessPass());

  // Functions of the call's context.
  pm.addPass(createAddContextPass());

  // Parallel loops become kernels that the runtime calls.
  pm.addPass(createForallToParallelLoopPass());
  OutlineParallelPassOptions outline;
  outline.workPerThread = options.workPerThread;
  pm.addPass(createOutlineParallelPass(outline));
  CutFunctionsPassOptions cut;
  cut.maxLoops = options.maxLoops;
  pm.addPass(createCutFunctionsPass(cut));
  pm.addNestedPass<func::FuncOp>(createPlaceTemporariesPass());
  pm.addNestedPass<func::FuncOp>(createPrefetchPass());
  pm.addNestedPass<func::FuncOp>(createStreamStoresPass());
  pm.addPass(createLowerKernelChecksPass());

  // Scalar arithmetic that LLVM has, or that libm has.
  pm.addNestedPass<func::FuncOp>(createConvertComplexToStandardPass());
  pm.addNestedPass<func::FuncOp>(createExpandMathPass());
  pm.addNestedPass<func::FuncOp>(createRoundNarrowFloatsPass());
  pm.addNestedPass<func::FuncOp>(createExpandArithPass());
  pm.addPass(createConvertMathToFuncs());
  pm.addNestedPass<func::FuncOp>(createLowerExpandShapesPass());
  pm.addNestedPass<func::FuncOp>(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());

  // Control flow with exits, entries.
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createLowerFailuresPass());
  pm.addPass(createWrapEntriesPass());

  // The LLVM dialect.
  pm.addPass(createCallLibmPass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createConvertToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createBitsAsBytesPass());
  pm.addPass(createCSEPass());
}

void tslice::registerCodegenPipelines() {
  PassPipelineRegistration<CodegenPipelineOptions>(
      "tslice-codegen-pipeline",
      "memrefs and loops to the LLVM dialect, with entries",
      buildCodegenPipeline);
}
