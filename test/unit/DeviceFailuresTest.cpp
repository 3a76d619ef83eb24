// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The function by which kernels record failures, compiled for the CPU and
// called from several threads: a GPU runs the same operations.

#include "../../lib/Codegen/DeviceFailures.h"
#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "tslice/Runtime/DeviceStatus.h"
#include "llvm/Support/TargetSelect.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <array>
#include <cstring>
#include <random>
#include <thread>
#include <tuple>
#include <vector>

using namespace mlir;

namespace {

using FailFunction = void(tslice_rt_device_status *, uint64_t site,
                          int64_t kind, uint64_t dim, int64_t index,
                          int64_t limit, int64_t npos, uint64_t p0, uint64_t p1,
                          uint64_t p2, uint64_t p3, uint64_t p4, uint64_t p5,
                          uint64_t p6, uint64_t p7);

struct Failure {
  uint64_t site, dim, first, second;
  int64_t index;
};

/// The record of one launch, ready for it.
tslice_rt_device_status makeStatus() {
  tslice_rt_device_status status;
  std::memset(&status, 0xff, sizeof(status));
  return status;
}

class DeviceFailures : public ::testing::Test {
protected:
  static void SetUpTestSuite() {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  }

  void SetUp() override {
    context.loadDialect<gpu::GPUDialect, LLVM::LLVMDialect, DLTIDialect>();
    registerBuiltinDialectTranslation(context);
    registerLLVMDialectTranslation(context);
    OpBuilder builder(&context);
    module = ModuleOp::create(builder.getUnknownLoc());
    builder.setInsertionPointToStart(module->getBody());
    auto device =
        gpu::GPUModuleOp::create(builder, module->getLoc(), "kernels");
    LLVM::LLVMFuncOp function = tslice::getDeviceFailFunction(device);
    EXPECT_EQ(tslice::getDeviceFailFunction(device), function);
    function->moveBefore(device);
    function.setLinkage(LLVM::Linkage::External);
    device.erase();
    auto made = ExecutionEngine::create(*module);
    ASSERT_TRUE(bool(made));
    engine = std::move(*made);
    auto address = engine->lookup(function.getName());
    ASSERT_TRUE(bool(address));
    fail = reinterpret_cast<FailFunction *>(*address);
  }

  void record(tslice_rt_device_status &status, const Failure &failure) {
    fail(&status, failure.site, 0, failure.dim, failure.index, 5, 2,
         failure.first, failure.second, 0, 0, 0, 0, 0, 0);
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::unique_ptr<ExecutionEngine> engine;
  FailFunction *fail = nullptr;
};

TEST_F(DeviceFailures, RecordsAllOfAFailure) {
  tslice_rt_device_status status = makeStatus();
  fail(&status, 3, 1, 2, -7, 5, 8, 10, 11, 12, 13, 14, 15, 16, 17);
  EXPECT_EQ(status.stopped, 0u);
  EXPECT_EQ(status.lock, ~uint64_t(0));
  EXPECT_EQ(status.site, 3u);
  EXPECT_EQ(status.kind, 1);
  EXPECT_EQ(status.dim, 2u);
  EXPECT_EQ(status.index, -7);
  EXPECT_EQ(status.limit, 5);
  EXPECT_EQ(status.npos, 8);
  for (uint64_t i = 0; i < TSLICE_RT_DEVICE_POSITIONS; ++i)
    EXPECT_EQ(status.pos[i], 10 + i);
}

TEST_F(DeviceFailures, KeepsTheLowest) {
  // From the last to the first in the order of site, position, dimension.
  const std::vector<Failure> failures = {{uint64_t(INT64_MAX), 0, 0, 0, 1},
                                         {9, 0, 0, 0, 2},
                                         {8, 0, 7, 3, 3},
                                         {8, 0, 7, 2, 4},
                                         {8, 0, 6, 9, 5},
                                         {8, 1, 5, 9, 6},
                                         {8, 0, 5, 9, 7}};
  for (size_t i = 0; i < failures.size(); ++i) {
    tslice_rt_device_status status = makeStatus();
    for (size_t j = 0; j <= i; ++j)
      record(status, failures[j]);
    EXPECT_EQ(status.index, failures[i].index);
    // Nothing that comes behind changes it.
    for (size_t j = 0; j < i; ++j)
      record(status, failures[j]);
    EXPECT_EQ(status.index, failures[i].index);
  }
}

TEST_F(DeviceFailures, ComparesBeyondTheKey) {
  // Sites and positions that are equal in the bits that the key has of them.
  tslice_rt_device_status status = makeStatus();
  record(status, {uint64_t(1) << 30, 0, 0, 0, 1});
  record(status, {uint64_t(1) << 29, 0, 0, 0, 2});
  EXPECT_EQ(status.index, 2);
  record(status, {1, 0, uint64_t(1) << 50, 0, 3});
  record(status, {1, 0, uint64_t(1) << 45, 0, 4});
  record(status, {1, 0, uint64_t(1) << 55, 0, 5});
  EXPECT_EQ(status.index, 4);
}

TEST_F(DeviceFailures, KeepsTheLowestOfManyThreads) {
  std::mt19937_64 random(1);
  std::array<std::vector<Failure>, 4> failures;
  std::vector<Failure> all;
  int64_t number = 0;
  for (std::vector<Failure> &part : failures) {
    for (int i = 0; i < 20000; ++i)
      part.push_back({random() % 5 + 1, random() % 2, random() % 1000,
                      random() % 1000, number++});
    all.insert(all.end(), part.begin(), part.end());
  }
  tslice_rt_device_status status = makeStatus();
  std::vector<std::thread> threads;
  for (const std::vector<Failure> &part : failures)
    threads.emplace_back([&] {
      for (const Failure &failure : part)
        record(status, failure);
    });
  for (std::thread &thread : threads)
    thread.join();
  auto order = [](const Failure &f) {
    return std::tuple(f.site, f.first, f.second, f.dim);
  };
  const Failure &lowest = *std::min_element(
      all.begin(), all.end(),
      [&](const Failure &a, const Failure &b) { return order(a) < order(b); });
  EXPECT_EQ(std::tuple(status.site, status.pos[0], status.pos[1], status.dim),
            order(lowest));
  EXPECT_EQ(status.lock, ~uint64_t(0));
}

} // namespace
