// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides who owns which buffer before and after a call. Knows no compiler.

#include "Call.h"
#include "RuntimeTensor.h"

#include "llvm/ADT/STLExtras.h"

using namespace tslice;

/// The words of a descriptor: allocated, aligned, offset, sizes, strides.
static size_t getDescriptorWords(size_t rank) { return 3 + 2 * rank; }

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

/// Returns whether a call may update `tensor` in place. A copy that the caller
/// kept must stay as it is.
static bool canTakeOver(const Tensor &tensor) {
  return tensor.isUnique() || !tensor.isOwning();
}

Result<void> tslice::checkArguments(const tslice_rt_entry &entry,
                                    const std::vector<Tensor> &tensors) {
  // Few arguments, as there are nearly always, need no memory of the heap.
  constexpr size_t few = 8;
  size_t count = tensors.size();
  tslice_rt_tensor fewViews[few];
  const tslice_rt_tensor *fewPointers[few];
  std::vector<tslice_rt_tensor> manyViews(count > few ? count : 0);
  std::vector<const tslice_rt_tensor *> manyPointers(count > few ? count : 0);
  tslice_rt_tensor *views = count > few ? manyViews.data() : fewViews;
  const tslice_rt_tensor **pointers =
      count > few ? manyPointers.data() : fewPointers;
  for (size_t i = 0; i < count; ++i) {
    pointers[i] = tensors[i].isNull() ? nullptr : &views[i];
    if (tensors[i].isNull())
      continue;
    toRuntime(tensors[i], views[i]);
    views[i].keep = !canTakeOver(tensors[i]);
  }
  std::string reason = getSentence([&](char *buf, int64_t len) {
    return tslice_rt_check_arguments(&entry, pointers,
                                     static_cast<int64_t>(count), buf, len);
  });
  if (!reason.empty())
    return Error(ErrorCode::InvalidArgument, reason);
  return {};
}

/// Writes the descriptor of a row-major tensor and returns its end.
static int64_t *writeDescriptor(const Tensor &tensor, int64_t *word) {
  auto data = reinterpret_cast<intptr_t>(tensor.getData());
  const Shape &shape = tensor.getShape();
  word[0] = word[1] = data;
  word[2] = 0;
  int64_t *sizes = word + 3, *strides = sizes + shape.size();
  int64_t stride = 1;
  for (size_t d = shape.size(); d-- > 0; stride *= shape[d]) {
    sizes[d] = shape[d];
    strides[d] = stride;
  }
  return strides + shape.size();
}

Result<void> ArgumentFrame::fill(const Signature &signature,
                                 std::vector<Tensor> passed) {
  tensors = std::move(passed);
  donated.allocate(tensors.size());
  size_t numWords = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    Tensor &tensor = tensors[i];
    donated[i] = signature.arguments[i].donated && canTakeOver(tensor);
    bool copy = signature.arguments[i].donated && !donated[i];
    if (copy || !tensor.isContiguous()) {
      Result<Tensor> own = tensor.clone();
      if (!own)
        return own.error().withPrefix(signature.describeArgument(i) + ": ");
      tensor = std::move(*own);
      // Nobody else knows the copy, so it may be updated and handed on.
      donated[i] = signature.arguments[i].donated;
    }
    numWords += getDescriptorWords(tensor.getShape().size());
  }

  words.allocate(numWords);
  pointers.allocate(tensors.size());
  int64_t *word = words.data();
  for (size_t i = 0; i < tensors.size(); ++i) {
    pointers[i] = word;
    word = writeDescriptor(tensors[i], word);
  }
  return {};
}

const Tensor *ArgumentFrame::findDonated(const void *allocated) const {
  for (size_t i = 0; i < tensors.size(); ++i)
    // One without elements may have the address of another.
    if (donated[i] && tensors[i].getData() == allocated &&
        tensors[i].getNumElements() > 0)
      return &tensors[i];
  return nullptr;
}

bool ArgumentFrame::overlaps(const Tensor &tensor) const {
  return llvm::any_of(tensors, [&](const Tensor &argument) {
    return argument.overlaps(tensor);
  });
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

ResultFrame::ResultFrame(const Signature &signature) : signature(signature) {
  size_t numWords = 0;
  for (const TensorSpec &spec : signature.results)
    numWords += getDescriptorWords(spec.shape.size());
  words.allocate(numWords);
}

/// Returns whether `strides` are row-major, up to dimensions in which nobody
/// takes a step.
static bool isRowMajor(const int64_t *sizes, const int64_t *strides,
                       size_t rank) {
  int64_t expected = 1;
  for (size_t d = rank; d-- > 0; expected *= sizes[d]) {
    if (sizes[d] == 0)
      return true;
    if (sizes[d] != 1 && strides[d] != expected)
      return false;
  }
  return true;
}

Result<std::vector<Tensor>> ResultFrame::take(tslice_rt_context *context,
                                              const ArgumentFrame &arguments,
                                              const OutputFrame &outputs) {
  std::vector<Tensor> results;
  results.reserve(signature.results.size());
  std::vector<const Tensor *> handedOn;
  const int64_t *word = words.data();
  for (const TensorSpec &spec : signature.results) {
    size_t rank = spec.shape.size();
    auto *allocated = reinterpret_cast<void *>(word[0]);
    void *data =
        reinterpret_cast<char *>(word[1]) + word[2] * getSize(spec.type);
    const int64_t *sizes = word + 3, *steps = sizes + rank;
    Shape shape(sizes, sizes + rank), strides;
    // Row-major is what the boundary promises; a view would still be right.
    if (!isRowMajor(sizes, steps, rank))
      strides.assign(steps, steps + rank);
    word += getDescriptorWords(rank);

    const Tensor *donated = arguments.findDonated(allocated);
    // A buffer that two results share goes to the first of them.
    if (donated && llvm::is_contained(handedOn, donated))
      donated = nullptr;
    Result<Tensor> result = Tensor();
    if (donated) {
      handedOn.push_back(donated);
      result = donated->withLayout(data, spec.type, std::move(shape),
                                   std::move(strides));
    } else if (outputs.isLent(allocated)) {
      result =
          Tensor::borrow(data, spec.type, std::move(shape), std::move(strides));
    } else if (tslice_rt_take(context, allocated)) {
      auto release = [allocated](void *) { tslice_rt_release(allocated); };
      result = Tensor::adopt(data, spec.type, std::move(shape), release,
                             std::move(strides));
    } else {
      result = Tensor::borrow(static_cast<const void *>(data), spec.type,
                              std::move(shape), std::move(strides));
      if (result)
        result = result->clone();
    }
    if (!result)
      return result.error();
    results.push_back(std::move(*result));
  }
  return results;
}

Error tslice::makeRuntimeError(tslice_rt_context *context,
                               const tslice_rt_site *sites, int64_t numSites) {
  std::string message = getSentence([&](char *buf, int64_t len) {
    return tslice_rt_error(context, sites, numSites, buf, len);
  });
  tslice_rt_failure failure;
  if (!tslice_rt_get_failure(context, &failure))
    return Error(ErrorCode::Internal, message);
  if (failure.kind == TSLICE_RT_OUT_OF_MEMORY)
    return Error(ErrorCode::OutOfMemory, message);

  Error error(ErrorCode::OutOfRange, message);
  AccessFailure access;
  if (failure.site >= 0 && failure.site < numSites) {
    const tslice_rt_site &site = sites[failure.site];
    access.op = site.op ? site.op : "";
    access.location = site.location ? site.location : "";
    int64_t operand = failure.dim >> 32;
    if (operand < site.num_operands && site.operands[operand])
      access.operand = site.operands[operand];
  }
  access.dimension = failure.dim & 0xffffffff;
  if (access.dimension == TSLICE_RT_ALL_DIMS)
    access.dimension = -1;
  access.index = failure.index;
  access.limit = failure.limit;
  access.position.assign(failure.pos, failure.pos + failure.npos);
  error.access = std::move(access);
  return error;
}
