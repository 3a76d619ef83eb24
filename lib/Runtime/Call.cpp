// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides who owns which buffer before and after a call from C. What can fail
// comes before what cannot, so that a call that fails has changed nothing but
// donated memory.

#include "CallFrame.h"
#include "Context.h"
#include "Message.h"
#include "Tensors.h"
#include "Writer.h"

#include <cinttypes>
#include <cstdlib>
#include <cstring>

using namespace tslice::runtime;

//===----------------------------------------------------------------------===//
// Messages
//===----------------------------------------------------------------------===//

/// What is said when there is no memory to say more.
static char noMemory[] = "out of memory";

void tslice::runtime::keepMessage(tslice_rt_context &ctx,
                                  int64_t (*write)(void *data, char *buf,
                                                   int64_t len),
                                  void *data) {
  forgetMessage(ctx);
  int64_t length = write(data, nullptr, 0);
  auto *text =
      static_cast<char *>(std::malloc(static_cast<size_t>(length + 1)));
  if (text)
    write(data, text, length + 1);
  ctx.message = text ? text : noMemory;
}

void tslice::runtime::forgetMessage(tslice_rt_context &ctx) {
  if (ctx.message != noMemory)
    std::free(ctx.message);
  ctx.message = nullptr;
}

const char *tslice_rt_message(const tslice_rt_context *context) {
  if (!context)
    return "no memory for the state of a call";
  return context->message ? context->message : "";
}

//===----------------------------------------------------------------------===//
// One call
//===----------------------------------------------------------------------===//

static constexpr int64_t wordBytes = sizeof(int64_t);
static_assert(sizeof(Descriptor) == 3 * wordBytes &&
                  sizeof(void *) == wordBytes,
              "compiled code takes descriptors of 64-bit words");

/// The words of a descriptor.
static constexpr int64_t getWords(int64_t rank) { return 3 + 2 * rank; }

void Descriptor::fill(void *data, int64_t rank, const int64_t *shape) {
  allocated = data;
  aligned = static_cast<char *>(data);
  offset = 0;
  int64_t *strides = getSizes() + rank, stride = 1;
  for (int64_t d = rank; d-- > 0; stride *= shape[d]) {
    getSizes()[d] = shape[d];
    strides[d] = stride;
  }
}

tslice_rt_tensor Descriptor::getTensor(const tslice_rt_spec &spec) {
  tslice_rt_tensor tensor = {};
  tensor.data = aligned + offset * tslice_rt_type_size(spec.type);
  tensor.type = spec.type;
  tensor.rank = spec.rank;
  std::memcpy(tensor.shape, getSizes(), spec.rank * wordBytes);
  std::memcpy(tensor.strides, getSizes() + spec.rank, spec.rank * wordBytes);
  // Row-major is what the boundary promises; a view would still be right.
  tensor.strided = 1;
  tensor.strided = !isContiguous(tensor);
  return tensor;
}

/// Divides the room, and gets more if need be.
bool CallFrame::reserve() {
  int64_t words = 0, resultOffset = 0;
  for (int64_t i = 0; i < entry.num_arguments; ++i)
    words += 1 + getWords(entry.arguments[i].spec.rank);
  resultOffset = words;
  for (int64_t i = 0; i < entry.num_results; ++i)
    words += getWords(entry.results[i].rank);
  int64_t outcomeOffset = words;
  constexpr int64_t outcomeWords = sizeof(Outcome) / wordBytes;
  words += entry.num_results * outcomeWords;
  int64_t loanOffset = words;
  constexpr int64_t loanWords = sizeof(tslice_rt_loan) / wordBytes;
  words += intoOutputs ? entry.num_results * loanWords : 0;

  int64_t *room = few;
  if (words > static_cast<int64_t>(sizeof(few) / wordBytes))
    room = static_cast<int64_t *>(tslice_rt_alloc(&ctx, words * wordBytes));
  if (!room)
    return false;
  pointers = reinterpret_cast<void **>(room);
  argumentWords = room + entry.num_arguments;
  resultWords = room + resultOffset;
  outcomes = reinterpret_cast<Outcome *>(room + outcomeOffset);
  loans = reinterpret_cast<tslice_rt_loan *>(room + loanOffset);
  int64_t *word = resultWords;
  for (int64_t i = 0; i < entry.num_results; ++i) {
    outcomes[i] = {reinterpret_cast<Descriptor *>(word), -1, nullptr};
    word += getWords(entry.results[i].rank);
  }
  return true;
}

/// A donated argument that must stay as it is, and what is not row-major.
bool CallFrame::isCopied(int64_t i) const {
  return (entry.arguments[i].donated && arguments[i]->keep) ||
         !isContiguous(*arguments[i]);
}

int32_t CallFrame::layOutArguments() {
  int64_t *words = argumentWords;
  for (int64_t i = 0; i < entry.num_arguments; ++i) {
    const tslice_rt_tensor &tensor = *arguments[i];
    auto *descriptor = reinterpret_cast<Descriptor *>(words);
    void *data = tensor.data;
    if (isCopied(i)) {
      data = tslice_rt_alloc(&ctx, tslice_rt_num_elements(&tensor) *
                                       tslice_rt_type_size(tensor.type));
      if (!data)
        return fail();
      copyElements(tensor, static_cast<char *>(data));
    }
    pointers[i] = descriptor;
    descriptor->fill(data, tensor.rank, tensor.shape);
    words += getWords(tensor.rank);
  }
  return TSLICE_RT_OK;
}

/// Keeps the sentence about what the context says has failed.
int32_t CallFrame::fail() {
  keepMessage(ctx, [&](char *buf, int64_t len) {
    return tslice_rt_error(&ctx, module.sites, module.num_sites, buf, len);
  });
  tslice_rt_failure failure = {};
  tslice_rt_get_failure(&ctx, &failure);
  return failure.kind == TSLICE_RT_OUT_OF_MEMORY ? TSLICE_RT_NO_MEMORY
                                                 : TSLICE_RT_OUT_OF_RANGE;
}

/// Returns the donated argument whose memory begins at `allocated`, or -1. One
/// without elements may have the address of another.
int64_t CallFrame::findDonated(const void *allocated) const {
  for (int64_t i = 0; i < entry.num_arguments; ++i)
    if (entry.arguments[i].donated && !isCopied(i) &&
        arguments[i]->data == allocated &&
        tslice_rt_num_elements(arguments[i]) > 0)
      return i;
  return -1;
}

/// Finds out whose memory each result lies in that has no output, and makes a
/// copy of one that lies in an argument that stays, or where an earlier result
/// does.
int32_t CallFrame::findOutcomes() {
  for (int64_t i = 0; i < entry.num_results; ++i) {
    if (getOutput(i))
      continue;
    Outcome &outcome = outcomes[i];
    void *allocated = outcome.descriptor->allocated;
    bool taken = false;
    for (int64_t j = 0; j < i; ++j)
      taken |= outcomes[j].descriptor->allocated == allocated;
    if (!taken)
      outcome.argument = findDonated(allocated);
    if (outcome.argument >= 0)
      continue;
    if (!taken && tslice_rt_owns(&ctx, allocated)) {
      outcome.buffer = allocated;
      continue;
    }
    tslice_rt_tensor result = getResult(i);
    outcome.buffer =
        tslice_rt_alloc(&ctx, tslice_rt_num_elements(&result) *
                                  tslice_rt_type_size(result.type));
    if (!outcome.buffer)
      return fail();
    copyElements(result, static_cast<char *>(outcome.buffer));
    outcome.descriptor->fill(outcome.buffer, result.rank, result.shape);
  }
  return TSLICE_RT_OK;
}

/// Hands the memory over, and releases that of donated arguments which no result
/// lies in. Results may be the same structures as arguments, so that comes
/// before any is written.
void CallFrame::takeBuffers() {
  for (int64_t i = 0; i < entry.num_results; ++i) {
    Outcome &outcome = outcomes[i];
    if (outcome.argument >= 0) {
      outcome.buffer = arguments[outcome.argument]->buffer;
      arguments[outcome.argument]->buffer = nullptr;
    } else if (!getOutput(i)) {
      tslice_rt_take(&ctx, outcome.buffer);
    }
  }
  for (int64_t i = 0; i < entry.num_arguments; ++i)
    if (entry.arguments[i].donated && !arguments[i]->keep) {
      tslice_rt_release(arguments[i]->buffer);
      arguments[i]->buffer = nullptr;
    }
}

void CallFrame::writeResults() {
  takeBuffers();
  for (int64_t i = 0; i < entry.num_results; ++i) {
    Outcome &outcome = outcomes[i];
    tslice_rt_tensor &result = *results[i];
    bool isOutput = getOutput(i);
    if (!isOutput)
      result = getResult(i);
    // An output may have had something to release before.
    if (outcome.buffer || !isOutput)
      result.buffer = outcome.buffer;
    result.from_argument = static_cast<int32_t>(outcome.argument + 1);
  }
}

int32_t CallFrame::run() {
  if (!reserve())
    return fail();
  if (int32_t code = layOutArguments())
    return code;
  lendOutputs();
  entry.function(&ctx, pointers, resultWords);
  if (ctx.failed.load(std::memory_order_acquire))
    return fail();
  if (int32_t code = checkSizes())
    return code;
  if (int32_t code = makeRoom())
    return code;
  if (int32_t code = findOutcomes())
    return code;
  storeOutputs();
  writeResults();
  return TSLICE_RT_OK;
}

//===----------------------------------------------------------------------===//
// Public interface
//===----------------------------------------------------------------------===//

int64_t tslice_rt_find_entry(const tslice_rt_module *module, const char *name) {
  for (int64_t i = 0; i < module->num_entries; ++i)
    if (std::strcmp(module->entries[i].name, name) == 0)
      return i;
  return -1;
}

/// Keeps a sentence and returns `code`.
template <typename... Args>
static int32_t refuse(tslice_rt_context &ctx, int32_t code, const char *format,
                      Args... args) {
  keepMessage(ctx, [&](char *buf, int64_t len) {
    Writer out(buf, len);
    out.put(format, args...);
    return out.length;
  });
  return code;
}

/// Checks what does not depend on the arguments.
static int32_t checkCall(tslice_rt_context &ctx, const tslice_rt_module &module,
                         int64_t entry, tslice_rt_tensor *const *results,
                         int64_t numResults) {
  if (module.abi_version != TSLICE_RT_ABI_VERSION)
    return refuse(ctx, TSLICE_RT_BAD_VERSION,
                  "the machine code is made for version %" PRId64
                  " of the runtime, but this is version %" PRId64
                  "; compile it again",
                  module.abi_version, TSLICE_RT_ABI_VERSION);
  if (entry < 0 || entry >= module.num_entries)
    return refuse(ctx, TSLICE_RT_NOT_FOUND,
                  "there is no entry number %" PRId64 "; there are %" PRId64,
                  entry, module.num_entries);
  const tslice_rt_entry &callee = module.entries[entry];
  if (numResults != callee.num_results)
    return refuse(ctx, TSLICE_RT_BAD_ARGUMENT,
                  "'%s' has %" PRId64
                  " result%s, but there is room for %" PRId64,
                  callee.name, callee.num_results,
                  callee.num_results == 1 ? "" : "s", numResults);
  for (int64_t i = 0; i < numResults; ++i)
    if (!results[i])
      return refuse(ctx, TSLICE_RT_BAD_ARGUMENT,
                    "there is no place for result %" PRId64 " of '%s'", i,
                    callee.name);
  return TSLICE_RT_OK;
}

/// Calls an entry; results with an address are stored there if `intoOutputs`.
static int32_t call(tslice_rt_context *context, const tslice_rt_module *module,
                    int64_t entry, tslice_rt_tensor *const *arguments,
                    int64_t numArguments, tslice_rt_tensor *const *results,
                    int64_t numResults, bool intoOutputs) {
  if (!context)
    return TSLICE_RT_NO_MEMORY;
  tslice_rt_context_reset(context);
  if (int32_t code = checkCall(*context, *module, entry, results, numResults))
    return code;
  const tslice_rt_entry &callee = module->entries[entry];
  auto check = [&](char *buf, int64_t len) {
    int64_t length =
        tslice_rt_check_arguments(&callee, arguments, numArguments, buf, len);
    return length == 0 && intoOutputs ? checkOutputs(callee, results, buf, len)
                                      : length;
  };
  if (check(nullptr, 0) > 0) {
    keepMessage(*context, check);
    return TSLICE_RT_BAD_ARGUMENT;
  }
  int32_t code =
      CallFrame(*context, *module, callee, arguments, results, intoOutputs)
          .run();
  if (intoOutputs)
    tslice_rt_lend(context, nullptr, 0);
  // What is left is temporary; the failure and its sentence stay.
  context->owned.drain(tslice_rt_release);
  return code;
}

int32_t tslice_rt_call(tslice_rt_context *context,
                       const tslice_rt_module *module, int64_t entry,
                       tslice_rt_tensor *const *arguments,
                       int64_t num_arguments, tslice_rt_tensor *const *results,
                       int64_t num_results) {
  return call(context, module, entry, arguments, num_arguments, results,
              num_results, /*intoOutputs=*/false);
}

int32_t tslice_rt_call_into(tslice_rt_context *context,
                            const tslice_rt_module *module, int64_t entry,
                            tslice_rt_tensor *const *arguments,
                            int64_t num_arguments,
                            tslice_rt_tensor *const *results,
                            int64_t num_results) {
  return call(context, module, entry, arguments, num_arguments, results,
              num_results, /*intoOutputs=*/true);
}
