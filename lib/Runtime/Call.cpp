// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides who owns which buffer before and after a call from C. What can fail
// comes before what cannot, so that a call that fails has changed nothing but
// donated memory.

#include "tslice/Runtime/Call.h"
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

namespace {

/// The descriptor of a tensor of rank r in compiled code, which is followed by
/// r sizes and r strides.
struct Descriptor {
  void *allocated;
  char *aligned;
  int64_t offset;

  int64_t *getSizes() { return reinterpret_cast<int64_t *>(this + 1); }
};

constexpr int64_t wordBytes = sizeof(int64_t);
static_assert(sizeof(Descriptor) == 3 * wordBytes &&
                  sizeof(void *) == wordBytes,
              "compiled code takes descriptors of 64-bit words");

/// The words of a descriptor.
constexpr int64_t getWords(int64_t rank) { return 3 + 2 * rank; }

/// What is known of a result before anything is handed over.
struct Outcome {
  Descriptor *descriptor;
  /// The donated argument it lies in, or -1.
  int64_t argument;
  /// The memory that becomes the result's own, or null.
  void *buffer;
};

/// One call. The steps stand in the order in which they run; each returns a
/// `tslice_rt_code`.
class Call {
public:
  Call(tslice_rt_context &ctx, const tslice_rt_module &module,
       const tslice_rt_entry &entry, tslice_rt_tensor *const *arguments,
       tslice_rt_tensor *const *results)
      : ctx(ctx), module(module), entry(entry), arguments(arguments),
        results(results) {}

  int32_t run();

private:
  bool reserve();
  int32_t layOutArguments();
  int32_t fail();
  int64_t findDonated(const void *allocated) const;
  int32_t findOutcomes();
  void writeResults();
  bool isCopied(int64_t i) const;

  tslice_rt_context &ctx;
  const tslice_rt_module &module;
  const tslice_rt_entry &entry;
  tslice_rt_tensor *const *arguments;
  tslice_rt_tensor *const *results;

  /// Room for descriptors and what points to them: enough for most entries, and
  /// else from the pool.
  int64_t few[96];
  void **pointers = nullptr;
  int64_t *argumentWords = nullptr;
  int64_t *resultWords = nullptr;
  Outcome *outcomes = nullptr;
};

} // namespace

/// Divides the room, and gets more if need be.
bool Call::reserve() {
  int64_t words = 0, resultOffset = 0;
  for (int64_t i = 0; i < entry.num_arguments; ++i)
    words += 1 + getWords(entry.arguments[i].spec.rank);
  resultOffset = words;
  for (int64_t i = 0; i < entry.num_results; ++i)
    words += getWords(entry.results[i].rank);
  int64_t outcomeOffset = words;
  constexpr int64_t outcomeWords = sizeof(Outcome) / wordBytes;
  words += entry.num_results * outcomeWords;

  int64_t *room = few;
  if (words > static_cast<int64_t>(sizeof(few) / wordBytes))
    room = static_cast<int64_t *>(tslice_rt_alloc(&ctx, words * wordBytes));
  if (!room)
    return false;
  pointers = reinterpret_cast<void **>(room);
  argumentWords = room + entry.num_arguments;
  resultWords = room + resultOffset;
  outcomes = reinterpret_cast<Outcome *>(room + outcomeOffset);
  return true;
}

/// A donated argument that must stay as it is, and what is not row-major.
bool Call::isCopied(int64_t i) const {
  return (entry.arguments[i].donated && arguments[i]->keep) ||
         !isContiguous(*arguments[i]);
}

int32_t Call::layOutArguments() {
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
    descriptor->allocated = data;
    descriptor->aligned = static_cast<char *>(data);
    descriptor->offset = 0;
    int64_t *strides = descriptor->getSizes() + tensor.rank, stride = 1;
    for (int64_t d = tensor.rank; d-- > 0; stride *= tensor.shape[d]) {
      descriptor->getSizes()[d] = tensor.shape[d];
      strides[d] = stride;
    }
    words += getWords(tensor.rank);
  }
  return TSLICE_RT_OK;
}

/// Keeps the sentence about what the context says has failed.
int32_t Call::fail() {
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
int64_t Call::findDonated(const void *allocated) const {
  for (int64_t i = 0; i < entry.num_arguments; ++i)
    if (entry.arguments[i].donated && !isCopied(i) &&
        arguments[i]->data == allocated &&
        tslice_rt_num_elements(arguments[i]) > 0)
      return i;
  return -1;
}

/// Finds out whose memory each result lies in, and makes a copy of one that
/// lies in an argument that stays, or where an earlier result does.
int32_t Call::findOutcomes() {
  int64_t *words = resultWords;
  for (int64_t i = 0; i < entry.num_results; ++i) {
    const tslice_rt_spec &spec = entry.results[i];
    Outcome &outcome = outcomes[i];
    outcome = {reinterpret_cast<Descriptor *>(words), -1, nullptr};
    words += getWords(spec.rank);
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
    tslice_rt_tensor view = {};
    view.type = spec.type;
    view.rank = spec.rank;
    view.strided = 1;
    int64_t size = tslice_rt_type_size(spec.type);
    view.data = outcome.descriptor->aligned + outcome.descriptor->offset * size;
    std::memcpy(view.shape, outcome.descriptor->getSizes(),
                spec.rank * wordBytes);
    std::memcpy(view.strides, outcome.descriptor->getSizes() + spec.rank,
                spec.rank * wordBytes);
    outcome.buffer =
        tslice_rt_alloc(&ctx, tslice_rt_num_elements(&view) * size);
    if (!outcome.buffer)
      return fail();
    copyElements(view, static_cast<char *>(outcome.buffer));
  }
  return TSLICE_RT_OK;
}

/// Hands the memory over, and releases that of donated arguments which no result
/// lies in. Results may be the same structures as arguments, so that comes
/// before any is written.
void Call::writeResults() {
  for (int64_t i = 0; i < entry.num_results; ++i) {
    Outcome &outcome = outcomes[i];
    if (outcome.argument >= 0) {
      outcome.buffer = arguments[outcome.argument]->buffer;
      arguments[outcome.argument]->buffer = nullptr;
    } else {
      tslice_rt_take(&ctx, outcome.buffer);
    }
  }
  for (int64_t i = 0; i < entry.num_arguments; ++i)
    if (entry.arguments[i].donated && !arguments[i]->keep) {
      tslice_rt_release(arguments[i]->buffer);
      arguments[i]->buffer = nullptr;
    }
  for (int64_t i = 0; i < entry.num_results; ++i) {
    const tslice_rt_spec &spec = entry.results[i];
    Descriptor &from = *outcomes[i].descriptor;
    tslice_rt_tensor &result = *results[i];
    result = {};
    result.type = spec.type;
    result.rank = spec.rank;
    result.buffer = outcomes[i].buffer;
    result.from_argument = static_cast<int32_t>(outcomes[i].argument + 1);
    std::memcpy(result.shape, from.getSizes(), spec.rank * wordBytes);
    bool copied =
        outcomes[i].argument < 0 && outcomes[i].buffer != from.allocated;
    if (copied) {
      result.data = outcomes[i].buffer;
      continue;
    }
    result.data = from.aligned + from.offset * tslice_rt_type_size(spec.type);
    std::memcpy(result.strides, from.getSizes() + spec.rank,
                spec.rank * wordBytes);
    // Row-major is what the boundary promises; a view would still be right.
    result.strided = 1;
    result.strided = !isContiguous(result);
  }
}

int32_t Call::run() {
  if (!reserve())
    return fail();
  if (int32_t code = layOutArguments())
    return code;
  entry.function(&ctx, pointers, resultWords);
  if (ctx.failed.load(std::memory_order_acquire))
    return fail();
  if (int32_t code = findOutcomes())
    return code;
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

int32_t tslice_rt_call(tslice_rt_context *context,
                       const tslice_rt_module *module, int64_t entry,
                       tslice_rt_tensor *const *arguments,
                       int64_t num_arguments, tslice_rt_tensor *const *results,
                       int64_t num_results) {
  if (!context)
    return TSLICE_RT_NO_MEMORY;
  tslice_rt_context_reset(context);
  if (int32_t code = checkCall(*context, *module, entry, results, num_results))
    return code;
  const tslice_rt_entry &callee = module->entries[entry];
  auto check = [&](char *buf, int64_t len) {
    return tslice_rt_check_arguments(&callee, arguments, num_arguments, buf,
                                     len);
  };
  if (check(nullptr, 0) > 0) {
    keepMessage(*context, check);
    return TSLICE_RT_BAD_ARGUMENT;
  }
  int32_t code = Call(*context, *module, callee, arguments, results).run();
  // What is left is temporary; the failure and its sentence stay.
  context->owned.drain(tslice_rt_release);
  return code;
}
