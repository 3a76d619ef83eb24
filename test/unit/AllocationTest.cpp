// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls every entry of the examples with its n-th request for memory refused,
// for every n: each call must end in an error or in the right result, lose
// nothing, and leave everything so that the next call is right. A program of its
// own, because it takes the place of malloc, mmap and pthread_create; compiling
// is not tested, since LLVM ends the process where it finds no memory.

#include "tslice/C/tslice.h"
#include "tslice/ExecutionEngine/Executable.h"
#include "tslice/ExecutionEngine/Literal.h"
#include "tslice/ExecutionEngine/Npy.h"
#include "tslice/Runtime/Runtime.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace tslice;

//===----------------------------------------------------------------------===//
// Requests for memory
//===----------------------------------------------------------------------===//

namespace {
/// Which requests are refused: the one numbered `first`, or all from there.
struct Refusal {
  std::atomic<bool> armed{false};
  std::atomic<int64_t> requests{0};
  int64_t first = 0;
  bool forGood = false;
  /// Blocks that malloc has given and free has not got back.
  std::atomic<int64_t> blocks{0};
};
Refusal refusal;

/// Refuses requests as long as it lives: those of the API, not of its caller.
class Refusing {
public:
  Refusing() { refusal.armed = refusal.first > 0; }
  ~Refusing() { refusal.armed = false; }
};

bool refuse() {
  if (!refusal.armed)
    return false;
  int64_t number = ++refusal.requests;
  return refusal.forGood ? number >= refusal.first : number == refusal.first;
}

void *count(void *block) {
  refusal.blocks += block != nullptr;
  return block;
}

void *fail() {
  errno = ENOMEM;
  return nullptr;
}
} // namespace

extern "C" {
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

void *malloc(size_t size) {
  return refuse() ? fail() : count(__libc_malloc(size));
}
void *calloc(size_t number, size_t size) {
  return refuse() ? fail() : count(__libc_calloc(number, size));
}
void *realloc(void *block, size_t size) {
  if (refuse())
    return fail();
  refusal.blocks -= block != nullptr;
  return count(__libc_realloc(block, size));
}
void *memalign(size_t alignment, size_t size) {
  return refuse() ? fail() : count(__libc_memalign(alignment, size));
}
void *aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}
int posix_memalign(void **block, size_t alignment, size_t size) {
  *block = memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}
void free(void *block) {
  refusal.blocks -= block != nullptr;
  __libc_free(block);
}
void *mmap(void *address, size_t size, int protection, int flags, int file,
           off_t offset) {
  if (refuse()) {
    errno = ENOMEM;
    return MAP_FAILED;
  }
  return reinterpret_cast<void *>(
      syscall(SYS_mmap, address, size, protection, flags, file, offset));
}
}

//===----------------------------------------------------------------------===//
// What is called
//===----------------------------------------------------------------------===//

static int failures = 0;

static void expect(bool holds, const std::string &name, const char *what,
                   int64_t n) {
  if (holds)
    return;
  ++failures;
  std::printf("%s: %s (request %lld)\n", name.c_str(), what,
              static_cast<long long>(n));
}

namespace {
/// How one call has ended.
struct Outcome {
  std::vector<Tensor> results;
  /// Empty after success.
  std::string problem;
  ErrorCode code = ErrorCode::Internal;
};

/// Something to be called again and again.
struct Case {
  std::string name;
  std::function<Outcome()> call;
};
} // namespace

static Outcome toOutcome(Result<std::vector<Tensor>> result) {
  if (result)
    return {std::move(*result), "", ErrorCode::Internal};
  return {{}, result.error().message, result.error().code};
}

static bool isSame(const Outcome &a, const Outcome &b) {
  if (a.problem != b.problem || a.results.size() != b.results.size())
    return false;
  for (size_t i = 0; i < a.results.size(); ++i)
    if (!isEqual(a.results[i], b.results[i], Equality::Bits))
      return false;
  return true;
}

/// Refuses requests of `test`, one after the other; returns how many it has.
static int64_t refuseEach(const Case &test, bool forGood) {
  refusal.first = 0;
  // Twice, so that what is kept from call to call is there.
  Outcome expected = test.call();
  test.call();
  tslice_rt_trim();
  tslice_rt_stats before, after;
  tslice_rt_get_stats(&before);
  int64_t blocks = refusal.blocks;
  for (int64_t n = 1;; ++n) {
    tslice_rt_trim();
    refusal.first = n;
    refusal.forGood = forGood;
    refusal.requests = 0;
    int64_t requests;
    {
      Outcome outcome = test.call();
      refusal.first = 0;
      requests = refusal.requests;
      bool isRefused = !outcome.problem.empty() && requests >= n &&
                       outcome.code == ErrorCode::OutOfMemory;
      expect(isRefused || isSame(outcome, expected), test.name,
             outcome.problem.empty() ? "a wrong result"
                                     : outcome.problem.c_str(),
             n);
    }
    expect(isSame(test.call(), expected), test.name,
           "a wrong result in the next call", n);
    tslice_rt_trim();
    tslice_rt_get_stats(&after);
    expect(after.live_bytes == before.live_bytes, test.name, "a buffer is lost",
           n);
    expect(refusal.blocks == blocks, test.name, "a block is lost", n);
    blocks = refusal.blocks;
    before = after;
    if (requests < n)
      return n - 1;
  }
}

/// Returns a literal that makes an argument of any kind, with indices that most
/// functions accept.
static std::string describe(const Argument &argument) {
  const TensorSpec &spec = argument.spec;
  std::string shape;
  for (int64_t size : spec.shape)
    shape += std::to_string(size < 0 ? 40 : size) + "x";
  std::string type = getName(spec.type);
  if (spec.shape.empty())
    return isInteger(spec.type) ? "1" : "0.5";
  return "random(" + shape + type + ", 1" +
         (isInteger(spec.type) && spec.type != ElementType::I1 ? ", 0, 2)"
                                                               : ")");
}

static std::vector<Tensor> makeArguments(const Signature &signature) {
  std::vector<Tensor> arguments;
  for (const Argument &argument : signature.arguments)
    arguments.push_back(*parseLiteral(describe(argument), argument.spec));
  return arguments;
}

/// Adds a case for each entry of `executable`.
static void addEntries(const std::string &name,
                       const Result<Executable> &executable,
                       std::vector<Case> &cases) {
  expect(executable.ok(), name, "does not compile", 0);
  if (!executable)
    return;
  for (const Signature &signature : executable->getSignatures())
    cases.push_back({name + " @" + signature.name, [executable, &signature] {
                       std::vector<Tensor> arguments = makeArguments(signature);
                       return toOutcome([&] {
                         Refusing refusing;
                         return executable->call(signature.name,
                                                 std::move(arguments));
                       }());
                     }});
}

/// Wraps a function of a shape, made by the caller, that returns one tensor.
static Case makeCase(std::string name, Shape shape,
                     std::function<Result<Tensor>(Shape)> make) {
  return {std::move(name), [shape, make]() -> Outcome {
            Shape own = shape;
            Result<Tensor> tensor = [&] {
              Refusing refusing;
              return make(std::move(own));
            }();
            if (!tensor)
              return {{}, tensor.error().message, tensor.error().code};
            return {{*tensor}, "", ErrorCode::Internal};
          }};
}

static Case makeCase(std::string name, std::function<Result<Tensor>()> make) {
  return makeCase(std::move(name), {}, [make](Shape) { return make(); });
}

/// Tensors, literals and files.
static void addValues(const std::string &folder, std::vector<Case> &cases) {
  static const TensorSpec spec{ElementType::F32, {dynamicSize, dynamicSize}};
  static const std::string list = "[[1, 2, 3], [4, 5, 6]]",
                           random = "random(30x30, f32, 7)",
                           wrong = "[[1, 2, 3], [4, x, 6]]",
                           path = folder + "/values.npy";
  static const Tensor tensor = *parseLiteral(list, spec);
  for (const std::string *text : {&list, &random, &wrong})
    cases.push_back(
        makeCase(*text, [text] { return parseLiteral(*text, spec); }));
  cases.push_back(makeCase("clone", [] { return tensor.clone(); }));
  cases.push_back(makeCase("zeros", Shape{300, 3000}, [](Shape shape) {
    return Tensor::zeros(ElementType::F32, std::move(shape));
  }));
  expect(writeNpy(path, tensor).ok(), path, "cannot be written", 0);
  cases.push_back(makeCase("readNpy", [] { return readNpy(path); }));
  cases.push_back({"writeNpy", [] {
                     Result<void> written = [] {
                       Refusing refusing;
                       return writeNpy(path, tensor);
                     }();
                     return written ? Outcome{{tensor}, "", {}}
                                    : Outcome{{},
                                              written.error().message,
                                              written.error().code};
                   }});
}

/// The same through the C API.
static Outcome callFromC(const tslice_executable *executable) {
  static const int64_t shape[] = {40};
  tslice_error *error = nullptr;
  tslice_tensor *arguments[2] = {
      tslice_tensor_allocate(TSLICE_F64, 1, shape, nullptr),
      tslice_tensor_allocate(TSLICE_I64, 1, shape, nullptr)};
  for (int64_t i = 0; i < 40; ++i) {
    static_cast<double *>(tslice_tensor_mutable_data(arguments[0]))[i] = 1.5;
    static_cast<int64_t *>(tslice_tensor_mutable_data(arguments[1]))[i] = i % 7;
  }
  tslice_tensor *results[1] = {nullptr};
  const unsigned char moved[] = {0, 1};
  Outcome outcome;
  tslice_code code;
  {
    Refusing refusing;
    code =
        tslice_call(executable, 0, arguments, moved, 2, results, 1, -1, &error);
  }
  if (code == TSLICE_OK)
    outcome.results.push_back(
        *Tensor::borrow(tslice_tensor_data(results[0]), ElementType::F64, {40})
             ->clone());
  else
    // There may be no memory for the error itself.
    outcome = {{},
               error ? tslice_error_message(error) : "out of memory",
               static_cast<ErrorCode>(code - 1)};
  tslice_error_destroy(error);
  for (tslice_tensor *tensor : {arguments[0], arguments[1], results[0]})
    tslice_tensor_destroy(tensor);
  return outcome;
}

/// Large enough for mapped buffers and threads, with more arguments than lie in
/// place, and with a failure.
static constexpr const char *own = R"(
func.func @sums(%x: tensor<?xf64>, %i: tensor<?xi64>) -> tensor<?xf64> {
  %r = tslice.scatter add %x into %x[%i] dims [0] : tensor<?xf64> into tensor<?xf64>, tensor<?xi64>
  return %r : tensor<?xf64>
}
func.func @large(%x: tensor<600000xf64>, %i: tensor<600000xi64>) -> tensor<600000xf64> {
  %r = tslice.gather %x[%i] dims [0] : tensor<600000xf64>, tensor<600000xi64> -> tensor<600000xf64>
  %s = tslice.scatter add %r into %r[%i] dims [0] : tensor<600000xf64> into tensor<600000xf64>, tensor<600000xi64>
  return %s : tensor<600000xf64>
}
func.func @many(%a: tensor<2x2x2xf32>, %b: tensor<2x2x2xf32>, %c: tensor<2x2x2xf32>, %d: tensor<2x2x2xf32>,
    %e: tensor<2x2x2xf32>, %f: tensor<2x2x2xf32>, %g: tensor<2x2x2xf32>, %h: tensor<2x2x2xf32>,
    %i: tensor<2x2x2xf32>, %j: tensor<2x2x2xf32>) -> (tensor<2x2x2xf32>, tensor<2x2x2xf32>) {
  %r = arith.addf %a, %j : tensor<2x2x2xf32>
  return %r, %i : tensor<2x2x2xf32>, tensor<2x2x2xf32>
}
func.func @outside(%x: tensor<?xf64>) -> tensor<f64> {
  %i = arith.constant dense<41> : tensor<1xi64>
  %r = tslice.gather %x[%i] dims [0] : tensor<?xf64>, tensor<1xi64> -> tensor<1xf64>
  %s = tensor.collapse_shape %r [] : tensor<1xf64> into tensor<f64>
  return %s : tensor<f64>
}
)";

/// Usage: tslice-allocation-test FOLDER FILE.mlir..., where files may be written
/// to FOLDER.
int main(int argc, char **argv) {
  // Printing must not take a block.
  static char line[1024];
  std::setvbuf(stdout, line, _IOLBF, sizeof line);
  std::vector<Case> cases;
  if (argc < 2)
    return 1;
  addEntries("own", Executable::compileText(own, "own", Options().threads(2)),
             cases);
  for (int i = 2; i < argc; ++i)
    addEntries(argv[i], Executable::compileFile(argv[i], Options().threads(2)),
               cases);
  addValues(argv[1], cases);
  tslice_executable *executable = tslice_compile_text(
      own, std::string_view(own).size(), "own", nullptr, nullptr);
  cases.push_back({"C API", [executable] { return callFromC(executable); }});
  int64_t requests = 0;
  for (const Case &test : cases)
    requests += refuseEach(test, /*forGood=*/false) +
                refuseEach(test, /*forGood=*/true);
  tslice_executable_destroy(executable);
  std::printf("%d cases, %lld refused requests, %d failures\n",
              static_cast<int>(cases.size()), static_cast<long long>(requests),
              failures);
  return failures != 0;
}
