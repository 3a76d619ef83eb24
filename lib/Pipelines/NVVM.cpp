// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of passes for NVIDIA GPUs, as a table of contents: each block
// stands under the form the IR has afterwards.

#include "tslice/Pipelines/Pipelines.h"

#include "tslice/Codegen/Codegen.h"
#include "tslice/Codegen/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/GPU/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace tslice;

/// The name of a chip, and the version of PTX that knows it, for LLVM.
static std::pair<const char *, const char *> getChipAndFeatures(NVVMChip chip) {
  switch (chip) {
  case NVVMChip::SM80:
    return {"sm_80", "+ptx70"};
  case NVVMChip::SM90:
    return {"sm_90", "+ptx80"};
  case NVVMChip::SM100:
    return {"sm_100", "+ptx86"};
  }
  llvm_unreachable("all chips are handled");
}

/// From the graph to kernels with a range of threads, and host code.
static void addKernels(OpPassManager &pm) {
  // memref and scf. A thread has a column of a scatter of its own.
  BuffersPipelineOptions buffers;
  buffers.columnWidth = 1;
  buildBuffersPipeline(pm, buffers);

  // Loops over loads and stores.
  LowerLinalgPassOptions loops;
  loops.parallelOutermost = true;
  pm.addNestedPass<func::FuncOp>(createLowerLinalgPass(loops));
  pm.addNestedPass<func::FuncOp>(createForallToParallelLoopPass());
  pm.addNestedPass<func::FuncOp>(memref::createFoldMemRefAliasOpsPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());

  // gpu.module and gpu.launch_func.
  pm.addPass(createOutlineKernelsPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

void tslice::buildNVVMPipeline(OpPassManager &pm,
                               const NVVMPipelineOptions &options) {
  addKernels(pm);

  // The chip, for whoever emits code.
  GpuNVVMAttachTargetOptions target;
  auto [chip, features] = getChipAndFeatures(options.chip);
  target.chip = chip;
  target.features = features;
  target.optLevel = 3;
  pm.addPass(createGpuNVVMAttachTarget(target));

  // Scalar arithmetic that PTX has.
  OpPassManager &device = pm.nest<gpu::GPUModuleOp>();
  device.addPass(createConvertComplexToStandardPass());
  device.addPass(createExpandMathPass());
  device.addPass(createRoundNarrowFloatsPass());
  device.addPass(createExpandDeviceMathPass());
  device.addPass(createLowerExpandShapesPass());
  device.addPass(memref::createExpandStridedMetadataPass());
  device.addPass(createLowerAffinePass());

  // Unstructured control flow, in which a failure has somewhere to go.
  device.addPass(createLowerDeviceFailuresPass());

  // The NVVM dialect.
  device.addPass(createConvertGpuOpsToNVVMOps());
  device.addPass(createCanonicalizerPass());
  device.addPass(createCSEPass());
  device.addPass(createReconcileUnrealizedCastsPass());
}

void tslice::buildKernelsOnHostPipeline(OpPassManager &pm) {
  addKernels(pm);
  pm.addPass(createRunKernelsOnHostPass());
  pm.addPass(createCanonicalizerPass());
  buildCodegenPipeline(pm);
}
