// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C API: handles around the objects of the C++ API. No meaning is added
// here.

#include "tslice/C/tslice.h"

#include "tslice/ExecutionEngine/DLPack.h"
#include "tslice/ExecutionEngine/Executable.h"
#include "tslice/Version.h"

#include <memory>
#include <new>

using namespace tslice;

struct tslice_error {
  Error error;
};
struct tslice_options {
  Options options;
};
struct tslice_tensor {
  Tensor tensor;
};
struct tslice_executable {
  Executable executable;
};

namespace {
// The numbers of the C API are those of the C++ API.
static_assert(static_cast<int>(ElementType::C128) == TSLICE_C128);
static_assert(static_cast<int>(ElementType::Index) == TSLICE_INDEX);
static_assert(static_cast<int>(ErrorCode::InvalidArgument) + 1 ==
              TSLICE_INVALID_ARGUMENT);
static_assert(static_cast<int>(ErrorCode::Internal) + 1 == TSLICE_INTERNAL);
static_assert(dynamicSize == TSLICE_DYNAMIC);

tslice_code toC(ErrorCode code) {
  return static_cast<tslice_code>(static_cast<int>(code) + 1);
}

/// Stores `failure` where the caller wants it.
tslice_code fail(tslice_error **error, Error failure) {
  tslice_code code = toC(failure.code);
  if (error)
    *error = new (std::nothrow) tslice_error{std::move(failure)};
  return code;
}

tslice_code succeed(tslice_error **error) {
  if (error)
    *error = nullptr;
  return TSLICE_OK;
}

/// Returns a new handle of type `Handle`, or null and the error.
template <typename Handle, typename T>
Handle *wrap(Result<T> result, tslice_error **error) {
  if (!result) {
    fail(error, result.error());
    return nullptr;
  }
  auto *handle = new (std::nothrow) Handle{std::move(*result)};
  if (handle)
    succeed(error);
  else
    fail(error, Error(ErrorCode::OutOfMemory, "there is no memory left"));
  return handle;
}

Result<ElementType> toType(tslice_type type) {
  if (type < TSLICE_F64 || type > TSLICE_C128)
    return Error(ErrorCode::InvalidArgument,
                 "there is no element type number " + std::to_string(type) +
                     "; the numbers are 0 to " + std::to_string(TSLICE_C128));
  return static_cast<ElementType>(type);
}

Shape toShape(size_t rank, const int64_t *numbers) {
  return numbers ? Shape(numbers, numbers + rank) : Shape();
}

const Options &getOptions(const tslice_options *options) {
  static const Options defaults;
  return options ? options->options : defaults;
}

const Signature &getEntry(const tslice_executable *executable, size_t entry) {
  return executable->executable.getSignatures()[entry];
}
} // namespace

const char *tslice_version(void) { return TSLICE_VERSION_STRING; }

//===----------------------------------------------------------------------===//
// Errors and options
//===----------------------------------------------------------------------===//

tslice_code tslice_error_code(const tslice_error *error) {
  return toC(error->error.code);
}

const char *tslice_error_message(const tslice_error *error) {
  return error->error.message.c_str();
}

void tslice_error_destroy(tslice_error *error) { delete error; }

tslice_options *tslice_options_create(void) {
  return new (std::nothrow) tslice_options;
}

void tslice_options_destroy(tslice_options *options) { delete options; }

void tslice_options_set_threads(tslice_options *options, int64_t threads) {
  options->options.threads(threads);
}

void tslice_options_set_optimize(tslice_options *options, int optimize) {
  options->options.optimize(optimize != 0);
}

void tslice_options_add_entry(tslice_options *options, const char *name) {
  options->options.entry(name ? name : "");
}

void tslice_options_set_gradient(tslice_options *options,
                                 const int64_t *arguments, size_t count) {
  options->options.gradient(toShape(count, arguments));
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

tslice_tensor *tslice_tensor_allocate(tslice_type type, size_t rank,
                                      const int64_t *shape,
                                      tslice_error **error) {
  Result<ElementType> element = toType(type);
  return wrap<tslice_tensor>(
      element ? Tensor::allocate(*element, toShape(rank, shape))
              : Result<Tensor>(element.error()),
      error);
}

tslice_tensor *tslice_tensor_borrow(void *data, tslice_type type, size_t rank,
                                    const int64_t *shape,
                                    const int64_t *strides, int read_only,
                                    tslice_error **error) {
  Result<ElementType> element = toType(type);
  return wrap<tslice_tensor>(
      element ? Tensor::borrow(data, *element, toShape(rank, shape),
                               toShape(rank, strides), read_only != 0)
              : Result<Tensor>(element.error()),
      error);
}

tslice_tensor *tslice_tensor_adopt(void *data, tslice_type type, size_t rank,
                                   const int64_t *shape, const int64_t *strides,
                                   int read_only,
                                   void (*deleter)(void *data, void *context),
                                   void *context, tslice_error **error) {
  auto release = [deleter, context](void *pointer) {
    if (deleter)
      deleter(pointer, context);
  };
  Result<ElementType> element = toType(type);
  if (!element) {
    release(data);
    fail(error, element.error());
    return nullptr;
  }
  return wrap<tslice_tensor>(Tensor::adopt(data, *element, toShape(rank, shape),
                                           release, toShape(rank, strides),
                                           read_only != 0),
                             error);
}

tslice_tensor *tslice_tensor_from_dlpack(DLManagedTensor *managed,
                                         tslice_error **error) {
  return wrap<tslice_tensor>(fromDLPack(managed), error);
}

DLManagedTensor *tslice_tensor_to_dlpack(const tslice_tensor *tensor,
                                         tslice_error **error) {
  Result<DLManagedTensor *> lent = toDLPack(tensor->tensor);
  if (!lent) {
    fail(error, lent.error());
    return nullptr;
  }
  succeed(error);
  return *lent;
}

tslice_tensor *tslice_tensor_share(const tslice_tensor *tensor) {
  return new (std::nothrow) tslice_tensor(*tensor);
}

void tslice_tensor_destroy(tslice_tensor *tensor) { delete tensor; }

tslice_type tslice_tensor_type(const tslice_tensor *tensor) {
  return static_cast<tslice_type>(tensor->tensor.getType());
}

size_t tslice_tensor_rank(const tslice_tensor *tensor) {
  return tensor->tensor.getShape().size();
}

const int64_t *tslice_tensor_shape(const tslice_tensor *tensor) {
  return tensor->tensor.getShape().data();
}

const int64_t *tslice_tensor_strides(const tslice_tensor *tensor) {
  return tensor->tensor.getStrides().data();
}

int64_t tslice_tensor_num_elements(const tslice_tensor *tensor) {
  return tensor->tensor.getNumElements();
}

const void *tslice_tensor_data(const tslice_tensor *tensor) {
  return tensor->tensor.getData();
}

void *tslice_tensor_mutable_data(const tslice_tensor *tensor) {
  return tensor->tensor.getMutableData();
}

//===----------------------------------------------------------------------===//
// Executables
//===----------------------------------------------------------------------===//

tslice_executable *tslice_compile_file(const char *path,
                                       const tslice_options *options,
                                       tslice_error **error) {
  return wrap<tslice_executable>(
      Executable::compileFile(path, getOptions(options)), error);
}

tslice_executable *tslice_compile_text(const char *text, size_t length,
                                       const char *name,
                                       const tslice_options *options,
                                       tslice_error **error) {
  return wrap<tslice_executable>(
      Executable::compileText(std::string_view(text, length),
                              name ? name : "text", getOptions(options)),
      error);
}

void tslice_executable_destroy(tslice_executable *executable) {
  delete executable;
}

size_t tslice_num_entries(const tslice_executable *executable) {
  return executable->executable.getSignatures().size();
}

const char *tslice_entry_name(const tslice_executable *executable,
                              size_t entry) {
  return getEntry(executable, entry).name.c_str();
}

tslice_code tslice_find_entry(const tslice_executable *executable,
                              const char *name, size_t *entry,
                              tslice_error **error) {
  Result<const Signature *> found =
      executable->executable.getSignature(name ? name : "");
  if (!found)
    return fail(error, found.error());
  *entry = *found - executable->executable.getSignatures().data();
  return succeed(error);
}

size_t tslice_num_arguments(const tslice_executable *executable, size_t entry) {
  return getEntry(executable, entry).arguments.size();
}

const char *tslice_argument_name(const tslice_executable *executable,
                                 size_t entry, size_t argument) {
  return getEntry(executable, entry).arguments[argument].name.c_str();
}

int tslice_argument_donated(const tslice_executable *executable, size_t entry,
                            size_t argument) {
  return getEntry(executable, entry).arguments[argument].donated;
}

tslice_type tslice_argument_type(const tslice_executable *executable,
                                 size_t entry, size_t argument) {
  return static_cast<tslice_type>(
      getEntry(executable, entry).arguments[argument].spec.type);
}

size_t tslice_argument_rank(const tslice_executable *executable, size_t entry,
                            size_t argument) {
  return getEntry(executable, entry).arguments[argument].spec.shape.size();
}

const int64_t *tslice_argument_shape(const tslice_executable *executable,
                                     size_t entry, size_t argument) {
  return getEntry(executable, entry).arguments[argument].spec.shape.data();
}

size_t tslice_num_results(const tslice_executable *executable, size_t entry) {
  return getEntry(executable, entry).results.size();
}

tslice_type tslice_result_type(const tslice_executable *executable,
                               size_t entry, size_t result) {
  return static_cast<tslice_type>(
      getEntry(executable, entry).results[result].type);
}

size_t tslice_result_rank(const tslice_executable *executable, size_t entry,
                          size_t result) {
  return getEntry(executable, entry).results[result].shape.size();
}

const int64_t *tslice_result_shape(const tslice_executable *executable,
                                   size_t entry, size_t result) {
  return getEntry(executable, entry).results[result].shape.data();
}

size_t tslice_num_warnings(const tslice_executable *executable) {
  return executable->executable.getWarnings().size();
}

const char *tslice_warning(const tslice_executable *executable,
                           size_t warning) {
  return executable->executable.getWarnings()[warning].c_str();
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

namespace {
/// Takes the tensors out of the handles that are moved, and shares the others.
Result<std::vector<Tensor>> takeArguments(tslice_tensor **arguments,
                                          const unsigned char *moved,
                                          size_t count) {
  std::vector<Tensor> tensors(count);
  for (size_t i = 0; i < count; ++i) {
    if (!arguments[i])
      return Error(ErrorCode::InvalidArgument,
                   "argument " + std::to_string(i) +
                       " is a null handle; was it moved into an earlier call?");
    if (!moved || !moved[i]) {
      tensors[i] = arguments[i]->tensor;
      continue;
    }
    tensors[i] = std::move(arguments[i]->tensor);
    delete arguments[i];
    arguments[i] = nullptr;
  }
  return tensors;
}

/// Makes handles of all results, or of none.
bool storeResults(std::vector<Tensor> tensors, tslice_tensor **results) {
  std::vector<std::unique_ptr<tslice_tensor>> handles;
  for (Tensor &tensor : tensors) {
    handles.emplace_back(new (std::nothrow) tslice_tensor{std::move(tensor)});
    if (!handles.back())
      return false;
  }
  for (size_t i = 0; i < handles.size(); ++i)
    results[i] = handles[i].release();
  return true;
}
} // namespace

tslice_code tslice_call(const tslice_executable *executable, size_t entry,
                        tslice_tensor **arguments, const unsigned char *moved,
                        size_t num_arguments, tslice_tensor **results,
                        size_t num_results, int64_t threads,
                        tslice_error **error) {
  if (entry >= tslice_num_entries(executable))
    return fail(error,
                Error(ErrorCode::NotFound,
                      "there is no entry number " + std::to_string(entry) +
                          "; there are " +
                          std::to_string(tslice_num_entries(executable))));
  const Signature &signature = getEntry(executable, entry);
  if (num_results != signature.results.size())
    return fail(error, Error(ErrorCode::InvalidArgument,
                             "@" + signature.name + " has " +
                                 std::to_string(signature.results.size()) +
                                 " results, but there is room for " +
                                 std::to_string(num_results)));
  Result<std::vector<Tensor>> tensors =
      takeArguments(arguments, moved, num_arguments);
  if (!tensors)
    return fail(error, tensors.error());
  Result<std::vector<Tensor>> made = executable->executable.call(
      signature.name, std::move(*tensors),
      threads < 0 ? std::nullopt : std::optional(threads));
  if (!made)
    return fail(error, made.error());
  if (!storeResults(std::move(*made), results))
    return fail(error,
                Error(ErrorCode::OutOfMemory, "there is no memory left"));
  return succeed(error);
}
