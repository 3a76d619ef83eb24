// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pipelines from a tensor slicing graph to what a target executes, as C++
// functions and as command-line options.

#ifndef TSLICE_PIPELINES_PIPELINES_H
#define TSLICE_PIPELINES_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace tslice {

/// What the targets choose of the passes that they share.
struct BuffersPipelineOptions {
  /// Simplify and fuse.
  bool optimize = true;
  /// Columns of a scatter that are written by one thread; 0: by the number of
  /// threads.
  int64_t columnWidth = 0;
  /// Divides scatters of rows however little there is.
  bool divideAll = false;
  /// Looks at run time whether promises are kept.
  bool checkPromises = false;
};

/// Adds the passes from `tslice`, `linalg`, `tensor`, `scf` and scalar dialects
/// to `linalg` and `scf` on buffers with identity layouts.
void buildBuffersPipeline(mlir::OpPassManager &pm,
                          const BuffersPipelineOptions &options);

/// The options of `--tslice-cpu-pipeline`.
struct CPUPipelineOptions
    : public mlir::PassPipelineOptions<CPUPipelineOptions> {
  Option<bool> optimize{
      *this, "optimize",
      llvm::cl::desc("simplify and fuse; without it every op is lowered by "
                     "itself, with the same results (default: true)"),
      llvm::cl::init(true)};
  Option<bool> divideAll{
      *this, "divide-all",
      llvm::cl::desc("divide every loop among threads and every function into "
                     "its loops, however short, with the same results; for "
                     "tests (default: false)"),
      llvm::cl::init(false)};
  Option<int64_t> pickLanes{
      *this, "pick-lanes",
      llvm::cl::desc("lanes of 32 bits that the processor compresses at a "
                     "time; 0: none (default: 0)"),
      llvm::cl::init(0)};
  Option<bool> checkPromises{
      *this, "check-promises",
      llvm::cl::desc("look at run time whether 'unique' and 'sorted' are kept "
                     "(default: false)"),
      llvm::cl::init(false)};
};

/// Adds the passes from `tslice`, `linalg`, `tensor`, `scf` and scalar dialects
/// to the LLVM dialect for this CPU. Every public function @f becomes the entry
/// `tslice_entry_f`.
void buildCPUPipeline(mlir::OpPassManager &pm,
                      const CPUPipelineOptions &options);

/// The chips that kernels are compiled for. Code for one runs on later ones of
/// the same generation or, through the driver's compiler, of any.
enum class NVVMChip { SM80, SM90, SM100 };

/// Returns the names of the chips, for command-line options.
inline llvm::cl::ValuesClass getNVVMChipValues() {
  return llvm::cl::values(
      clEnumValN(NVVMChip::SM80, "sm_80", "with PTX 7.0"),
      clEnumValN(NVVMChip::SM90, "sm_90", "with PTX 8.0"),
      clEnumValN(NVVMChip::SM100, "sm_100", "with PTX 8.6"));
}

/// The options of `--tslice-nvvm-pipeline`.
struct NVVMPipelineOptions
    : public mlir::PassPipelineOptions<NVVMPipelineOptions> {
  Option<NVVMChip> chip{
      *this, "chip", llvm::cl::desc("the chip to compile for (default: sm_80)"),
      llvm::cl::init(NVVMChip::SM80), getNVVMChipValues()};
};

/// Adds the passes from `tslice`, `linalg`, `tensor`, `scf` and scalar dialects
/// to a `gpu.module` of kernels in the NVVM dialect, with the chip as its
/// target, and host code on buffers of the device that launches them (see
/// `--tslice-outline-kernels`).
void buildNVVMPipeline(mlir::OpPassManager &pm,
                       const NVVMPipelineOptions &options);

/// Adds the passes that make the same kernels, but run each of their threads on
/// the CPU, one after the other: a test of kernels without a GPU.
void buildKernelsOnHostPipeline(mlir::OpPassManager &pm);

/// Registers `--tslice-cpu-pipeline`, `--tslice-nvvm-pipeline` and
/// `--tslice-kernels-on-host-pipeline`.
void registerPipelines();

} // namespace tslice

#endif // TSLICE_PIPELINES_PIPELINES_H
