// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of passes for the CPU, and the registration of all pipelines.

#include "tslice/Pipelines/Pipelines.h"

#include "tslice/Codegen/Codegen.h"

#include "mlir/Pass/PassRegistry.h"

using namespace mlir;
using namespace tslice;

void tslice::buildCPUPipeline(OpPassManager &pm,
                              const CPUPipelineOptions &options) {
  // memref and scf.
  BuffersPipelineOptions buffers;
  buffers.optimize = options.optimize;
  buffers.divideAll = options.divideAll;
  buffers.checkPromises = options.checkPromises;
  buildBuffersPipeline(pm, buffers);

  // The LLVM dialect.
  CodegenPipelineOptions codegen;
  codegen.pickLanes = options.pickLanes;
  if (options.divideAll) {
    codegen.workPerThread = 1;
    codegen.maxLoops = 0;
  }
  buildCodegenPipeline(pm, codegen);
}

void tslice::registerPipelines() {
  PassPipelineRegistration<CPUPipelineOptions>(
      "tslice-cpu-pipeline",
      "lower tensor slicing graphs to the LLVM dialect for this CPU",
      buildCPUPipeline);
  PassPipelineRegistration<NVVMPipelineOptions>(
      "tslice-nvvm-pipeline",
      "lower tensor slicing graphs to kernels in the NVVM dialect and host "
      "code that launches them",
      buildNVVMPipeline);
  PassPipelineRegistration<>("tslice-kernels-on-host-pipeline",
                             "lower tensor slicing graphs to kernels for a GPU "
                             "and those to the LLVM dialect for this CPU",
                             buildKernelsOnHostPipeline);
}
