// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C API: handles around the objects of the C++ API. No meaning is added
// here.

#include "Handles.h"

#include "tslice/Version.h"

#include <memory>

using namespace tslice;

namespace {
/// Calls `compile` with the options, unless one of them is missing.
template <typename Compile>
Result<Executable> compileWith(const tslice_options *options, Compile compile) {
  if (options && options->incomplete)
    return Error(ErrorCode::OutOfMemory, "out of memory");
  return compile(options ? options->options : Options());
}

/// Sets an option, or notes that there is no memory for it.
template <typename Set> void setOption(tslice_options *options, Set set) {
  options->incomplete |= !orNoMemory([&]() -> Result<void> {
    set();
    return {};
  });
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
  setOption(options, [&] { options->options.entry(name ? name : ""); });
}

void tslice_options_set_gradient(tslice_options *options,
                                 const int64_t *arguments, size_t count) {
  setOption(options,
            [&] { options->options.gradient(toShape(count, arguments)); });
}

void tslice_options_set_cache(tslice_options *options, const char *directory) {
  setOption(options,
            [&] { options->options.cache(directory ? directory : ""); });
}

void tslice_options_set_cache_limit(tslice_options *options, uint64_t bytes) {
  options->options.cacheLimit(bytes);
}

//===----------------------------------------------------------------------===//
// Executables
//===----------------------------------------------------------------------===//

tslice_executable *tslice_compile_file(const char *path,
                                       const tslice_options *options,
                                       tslice_error **error) {
  auto compile = [&](const Options &how) {
    return Executable::compileFile(path, how);
  };
  return wrap<tslice_executable>([&] { return compileWith(options, compile); },
                                 error);
}

tslice_executable *tslice_compile_text(const char *text, size_t length,
                                       const char *name,
                                       const tslice_options *options,
                                       tslice_error **error) {
  auto compile = [&](const Options &how) {
    return Executable::compileText(std::string_view(text, length),
                                   name ? name : "text", how);
  };
  return wrap<tslice_executable>([&] { return compileWith(options, compile); },
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
  Result<const Signature *> found = orNoMemory(
      [&] { return executable->executable.getSignature(name ? name : ""); });
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

tslice_origin tslice_executable_origin(const tslice_executable *executable) {
  return static_cast<tslice_origin>(executable->executable.getOrigin());
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
  handles.reserve(tensors.size());
  for (Tensor &tensor : tensors) {
    handles.emplace_back(new (std::nothrow) tslice_tensor{std::move(tensor)});
    if (!handles.back())
      return false;
  }
  for (size_t i = 0; i < handles.size(); ++i)
    results[i] = handles[i].release();
  return true;
}
/// tslice_call_into, but for the error. The entry exists.
Result<void> call(const tslice_executable *executable, const Signature &entry,
                  tslice_tensor **arguments, const unsigned char *moved,
                  size_t numArguments, const tslice_tensor *const *outputs,
                  tslice_tensor **results, size_t numResults, int64_t threads) {
  if (numResults != entry.results.size())
    return Error(
        ErrorCode::InvalidArgument,
        "@" + entry.name + " has " + std::to_string(entry.results.size()) +
            " results, but there is room for " + std::to_string(numResults));
  std::vector<Tensor> places(outputs ? numResults : 0);
  for (size_t i = 0; i < places.size(); ++i)
    if (outputs[i])
      places[i] = outputs[i]->tensor;
  Result<std::vector<Tensor>> tensors =
      takeArguments(arguments, moved, numArguments);
  if (!tensors)
    return tensors.error();
  Result<std::vector<Tensor>> made = executable->executable.callInto(
      entry.name, std::move(places), std::move(*tensors),
      threads < 0 ? std::nullopt : std::optional(threads));
  if (!made)
    return made.error();
  if (!storeResults(std::move(*made), results))
    return Error(ErrorCode::OutOfMemory, "out of memory");
  return {};
}
} // namespace

tslice_code tslice_call_into(const tslice_executable *executable, size_t entry,
                             tslice_tensor **arguments,
                             const unsigned char *moved, size_t num_arguments,
                             const tslice_tensor *const *outputs,
                             tslice_tensor **results, size_t num_results,
                             int64_t threads, tslice_error **error) {
  Result<void> done = orNoMemory([&]() -> Result<void> {
    if (entry >= tslice_num_entries(executable))
      return Error(ErrorCode::NotFound,
                   "there is no entry number " + std::to_string(entry) +
                       "; there are " +
                       std::to_string(tslice_num_entries(executable)));
    return call(executable, getEntry(executable, entry), arguments, moved,
                num_arguments, outputs, results, num_results, threads);
  });
  return done ? succeed(error) : fail(error, done.error());
}

tslice_code tslice_call(const tslice_executable *executable, size_t entry,
                        tslice_tensor **arguments, const unsigned char *moved,
                        size_t num_arguments, tslice_tensor **results,
                        size_t num_results, int64_t threads,
                        tslice_error **error) {
  return tslice_call_into(executable, entry, arguments, moved, num_arguments,
                          /*outputs=*/nullptr, results, num_results, threads,
                          error);
}
