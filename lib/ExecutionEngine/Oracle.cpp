// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The run-time half of the oracle: what its machine code calls. The passes that
// make it call these are in OracleLowering.cpp.

#include "Oracle.h"
#include "BigStack.h"

#include "tslice/IR/Evaluate.h"
#include "tslice/IR/TSliceInference.h"
#include <csetjmp>

using namespace mlir;
using namespace tslice;

namespace {
/// The call that runs on this thread.
struct Running {
  const Oracle *oracle;
  tslice_rt_context *context;
  /// Where to go when something has failed. Machine code has no destructors,
  /// so frames of it may be left this way.
  std::jmp_buf exit;
  /// The number of the reason, once an assertion has failed. Read after the
  /// jump, so it may not live in a register.
  volatile int64_t reason = -1;
};

/// Machine code of the region of a write.
using RegionPointer = void (*)(void *const *found, const void *const *written);

/// The operands of an access, read from descriptors.
struct Operands {
  SmallVector<BufferView> tensors;
  SmallVector<int64_t> scalars;
};

thread_local Running *running = nullptr;
} // namespace

/// The names of failures that the evaluator and the runtime have in common.
static tslice_rt_kind getFailureKind(CheckKind kind) {
  switch (kind) {
  case CheckKind::Index:
    return TSLICE_RT_INDEX_OUT_OF_RANGE;
  case CheckKind::Equal:
    return TSLICE_RT_SIZE_MISMATCH;
  case CheckKind::Size:
    return TSLICE_RT_NEGATIVE_SIZE;
  case CheckKind::Stride:
    return TSLICE_RT_ZERO_STRIDE;
  case CheckKind::Window:
    return TSLICE_RT_WINDOW_DOES_NOT_FIT;
  case CheckKind::Room:
    return TSLICE_RT_NO_ROOM;
  case CheckKind::Unique:
    return TSLICE_RT_NOT_UNIQUE;
  case CheckKind::Sorted:
    return TSLICE_RT_NOT_SORTED;
  case CheckKind::Wrapped:
    return TSLICE_RT_WRAPPED_INDEX_OUT_OF_RANGE;
  }
  return TSLICE_RT_INDEX_OUT_OF_RANGE;
}

/// Reads a memref descriptor of `type` at `words`.
static BufferView readDescriptor(RankedTensorType type, const int64_t *words) {
  BufferView view;
  view.elementType = type.getElementType();
  view.data = reinterpret_cast<char *>(words[1]) +
              words[2] * getElementStorageSize(view.elementType);
  int64_t rank = type.getRank();
  view.shape.assign(words + 3, words + 3 + rank);
  view.strides.assign(words + 3 + rank, words + 3 + 2 * rank);
  return view;
}

static void writeDescriptor(const BufferView &view, int64_t *words) {
  words[0] = words[1] = reinterpret_cast<intptr_t>(view.data);
  words[2] = 0;
  llvm::copy(view.shape, words + 3);
  llvm::copy(view.strides, words + 3 + view.shape.size());
}

/// Passes a failure of `op` on to the context of the call.
static void recordFailure(int64_t site, const EvaluationError &error) {
  tslice_rt_fail(running->context, site < 0 ? TSLICE_RT_NO_SITE : site,
                 getFailureKind(error.kind),
                 TSLICE_RT_DIM(error.operand, error.dim), error.index,
                 error.limit, static_cast<int64_t>(error.position.size()),
                 error.position.data());
}

/// Allocates a result that the call owns; without data if there is no memory.
static BufferView allocateResult(Type element, ArrayRef<int64_t> shape) {
  BufferView view = BufferView::contiguous(nullptr, element, shape);
  view.data = tslice_rt_alloc(
      running->context, view.getNumElements() * getElementStorageSize(element));
  return view;
}

static Operands readOperands(Operation *op, void **pointers) {
  Operands operands;
  for (auto [i, type] : llvm::enumerate(op->getOperandTypes())) {
    auto *words = static_cast<const int64_t *>(pointers[i]);
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      operands.tensors.push_back(readDescriptor(tensor, words));
    else
      operands.scalars.push_back(*words);
  }
  return operands;
}

/// Evaluates an access and stores the descriptors of its results, which stand
/// behind each other. On failure the context of the call knows why.
static bool evaluateAccess(IndexedAccessOpInterface op, void **pointers,
                           void *words, RegionPointer region) {
  Operands operands = readOperands(op, pointers);
  SmallVector<int64_t> shape;
  EvaluationError error;
  bool ok = succeeded(
      resultShape(op, operands.tensors, operands.scalars, shape, error));
  if (ok) {
    SmallVector<BufferView> results;
    auto *next = static_cast<int64_t *>(words);
    for (Type type : op->getResultTypes()) {
      results.push_back(allocateResult(getElementTypeOrSelf(type), shape));
      if (!results.back().data)
        return false;
      writeDescriptor(results.back(), next);
      next += 3 + 2 * shape.size();
    }
    RegionFunction function = region ? RegionFunction(*region) : nullptr;
    ok = succeeded(evaluate(op, operands.tensors, operands.scalars, results,
                            error, function));
  }
  if (!ok)
    recordFailure(op.getSite(), error);
  return ok;
}

/// Evaluates a nonzero. Its results stand behind each other: the descriptor of
/// a tensor of rank 2, which takes seven words, and the count.
static bool evaluatePositions(NonzeroOp op, void **pointers, void *results) {
  Operands operands = readOperands(op, pointers);
  BufferView mask = operands.tensors.front();
  std::optional<int64_t> size = op.getStaticSize();
  if (op.getDynamicSize())
    size = operands.scalars.front();
  auto *words = static_cast<int64_t *>(results);
  int64_t rows, count;
  EvaluationError error;
  if (failed(countNonzero(op, mask, size, rows, count, error))) {
    recordFailure(op.getSite(), error);
    return false;
  }
  BufferView view =
      allocateResult(IndexType::get(op.getContext()),
                     {rows, static_cast<int64_t>(mask.shape.size())});
  if (!view.data)
    return false;
  evaluateNonzero(mask, view);
  writeDescriptor(view, words);
  if (op.getCount())
    words[7] = count;
  return true;
}

/// Evaluates a group. The descriptors of its results, of rank 1, stand behind
/// each other; each takes five words.
static bool evaluateLists(GroupOp op, void **pointers, void *results) {
  Operands operands = readOperands(op, pointers);
  SmallVector<int64_t> lists[2];
  EvaluationError error;
  if (failed(evaluateGroup(op, operands.tensors[0], operands.tensors[1],
                           lists[0], lists[1], error))) {
    recordFailure(op.getSite(), error);
    return false;
  }
  auto *words = static_cast<int64_t *>(results);
  for (ArrayRef<int64_t> list : lists) {
    BufferView view = allocateResult(IndexType::get(op.getContext()),
                                     {static_cast<int64_t>(list.size())});
    if (!view.data)
      return false;
    llvm::copy(list, static_cast<int64_t *>(view.data));
    writeDescriptor(view, words);
    words += 5;
  }
  return true;
}

static bool evaluateAny(Operation *op, void **pointers, void *results,
                        RegionPointer region) {
  if (auto nonzero = dyn_cast<NonzeroOp>(op))
    return evaluatePositions(nonzero, pointers, results);
  if (auto group = dyn_cast<GroupOp>(op))
    return evaluateLists(group, pointers, results);
  return evaluateAccess(cast<IndexedAccessOpInterface>(op), pointers, results,
                        region);
}

//===----------------------------------------------------------------------===//
// What the machine code calls
//===----------------------------------------------------------------------===//

/// Access number `index`. No object with a destructor may live in these
/// functions when they jump.
static void evaluateOrExit(int64_t index, void **operands, void *result,
                           RegionPointer region) {
  if (!evaluateAny(running->oracle->getAccess(index), operands, result, region))
    std::longjmp(running->exit, 1);
}

static void *allocateOrExit(int64_t bytes) {
  void *memory = tslice_rt_alloc(running->context, bytes);
  if (!memory)
    std::longjmp(running->exit, 1);
  return memory;
}

/// Memory is released with the call.
static void ignoreFree(void *) {}

/// What `tslice.check` means.
static int64_t checkOrExit(int64_t site, int64_t kind, int64_t dim,
                           int64_t value, int64_t limit) {
  if (holds(static_cast<CheckKind>(kind), value, limit))
    return value;
  tslice_rt_fail(running->context, site < 0 ? TSLICE_RT_NO_SITE : site,
                 getFailureKind(static_cast<CheckKind>(kind)), dim, value,
                 limit, 0, nullptr);
  std::longjmp(running->exit, 1);
}

/// An upstream op got sizes that do not fit together, or a bad index.
static void failAssertion(int64_t reason) {
  running->reason = reason;
  tslice_rt_fail(running->context, TSLICE_RT_NO_SITE, TSLICE_RT_SIZE_MISMATCH,
                 0, 0, 0, 0, nullptr);
  std::longjmp(running->exit, 1);
}

ArrayRef<tslice_rt_symbol> Oracle::getSymbols() {
  static const tslice_rt_symbol symbols[] = {
      {"tslice_oracle_evaluate", reinterpret_cast<void *>(evaluateOrExit)},
      {"tslice_oracle_check", reinterpret_cast<void *>(checkOrExit)},
      {"tslice_oracle_fail", reinterpret_cast<void *>(failAssertion)},
      {"_mlir_memref_to_llvm_alloc", reinterpret_cast<void *>(allocateOrExit)},
      {"_mlir_memref_to_llvm_free", reinterpret_cast<void *>(ignoreFree)},
  };
  return symbols;
}

const std::string *Oracle::call(EntryPointer entry, tslice_rt_context *context,
                                void **arguments, void *results) {
  std::lock_guard<std::mutex> guard(lock);
  Running current;
  current.oracle = this;
  current.context = context;
  running = &current;
  if (setjmp(current.exit) == 0)
    entry(context, arguments, results);
  running = nullptr;
  return current.reason < 0 ? nullptr : &reasons[current.reason];
}

Oracle::Oracle(ModuleOp module) : kept(module.clone()) {
  kept->walk([&](Operation *op) {
    if (isEvaluated(op))
      accesses.push_back(op);
  });
}

Oracle::~Oracle() {
  runOnBigStack([&] { kept = {}; });
}
