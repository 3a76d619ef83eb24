// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which compilations share machine code, and that those which do give the same
// results and messages.

#include "CacheInputs.h"
#include "CacheKey.h"
#include "DiskCache.h"
#include "ParseSource.h"
#include "tslice/ExecutionEngine/Executable.h"
#include "tslice/ExecutionEngine/FromMLIR.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

using namespace tslice;

//===----------------------------------------------------------------------===//
// In memory
//===----------------------------------------------------------------------===//

static Executable compile(const std::string &text, const Options &options = {},
                          const std::string &name = "test.mlir") {
  Result<Executable> result = Executable::compileText(text, name, options);
  if (!result) {
    ADD_FAILURE() << result.error().message;
    std::abort();
  }
  return *result;
}

/// Calls @rows with an index that is in range and one that is not, and returns
/// the message.
static std::string callRows(const Executable &rows) {
  Tensor table = *Tensor::copyOf<float>({1, 2, 3, 4});
  auto good = rows.call("rows", {table, *Tensor::copyOf<int64_t>({3, 1})});
  if (!good)
    return good.error().message;
  if (!isEqual((*good)[0], *Tensor::copyOf<float>({4, 2}), Equality::Bits))
    return "wrong values";
  auto bad = rows.call("rows", {table, *Tensor::copyOf<int64_t>({4})});
  return bad ? "no error" : bad.error().message;
}

static std::string expectRows(const std::string &place) {
  return "gather #1 (" + place +
         "): index 4 at position [0] is outside [0, 4) of dimension 0 of "
         "'table'";
}

TEST(MemoryCache, SharesProgramsInUse) {
  // Alone in this process, whatever other tests compile.
  std::string text = std::string(rowsText) + "// shared";
  {
    Executable first = compile(text);
    EXPECT_EQ(first.getOrigin(), Origin::Compiled);
    Executable second = compile(text, Options().threads(1));
    EXPECT_EQ(second.getOrigin(), Origin::Memory);
    // The very same, not another that is equal.
    EXPECT_EQ(&first.getSignatures(), &second.getSignatures());
    EXPECT_EQ(callRows(second), expectRows("test.mlir:3:8"));
    EXPECT_EQ(compile(text, Options().optimize(false)).getOrigin(),
              Origin::Compiled);
    Executable renamed = compile(text, {}, "other.mlir");
    EXPECT_EQ(renamed.getOrigin(), Origin::Compiled);
    EXPECT_EQ(callRows(renamed), expectRows("other.mlir:3:8"));
  }
  // Nothing is kept for those who do not use it any more.
  EXPECT_EQ(compile(text).getOrigin(), Origin::Compiled);
}

TEST(MemoryCache, DoesNotShareWhatReadsOpsWhileItRuns) {
  Executable first = compile(rowsText, Options().evaluate(true));
  Executable second = compile(rowsText, Options().evaluate(true));
  EXPECT_EQ(second.getOrigin(), Origin::Compiled);
  EXPECT_NE(&first.getSignatures(), &second.getSignatures());
}

//===----------------------------------------------------------------------===//
// On disk
//===----------------------------------------------------------------------===//

namespace {
class CacheTest : public ::testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("tslice-cache", path));
    directory = path.str().str();
    options.cache(directory);
  }
  void TearDown() override { llvm::sys::fs::remove_directories(directory); }

  std::vector<std::string> list() {
    std::vector<std::string> files;
    std::error_code code;
    for (llvm::sys::fs::directory_iterator it(directory, code), end;
         it != end && !code; it.increment(code))
      if (llvm::sys::path::filename(it->path()).starts_with("tslice-"))
        files.push_back(it->path());
    return files;
  }

  std::string directory;
  Options options;
};
} // namespace

TEST_F(CacheTest, LoadsWhatWasCompiledBefore) {
  EXPECT_EQ(compile(rowsText, options).getOrigin(), Origin::Compiled);
  EXPECT_EQ(list().size(), 2u);
  Executable again = compile(rowsText, options);
  EXPECT_EQ(again.getOrigin(), Origin::File);
  EXPECT_EQ(callRows(again), expectRows("test.mlir:3:8"));
  EXPECT_EQ(list().size(), 2u);
  const Signature &rows = again.getSignatures()[0];
  EXPECT_EQ(rows.name, "rows");
  EXPECT_EQ(rows.arguments[1].name, "ids");
  EXPECT_EQ(rows.arguments[1].spec.str(), "tensor<?xi64>");
  EXPECT_TRUE(again.getWarnings().empty());
}

TEST_F(CacheTest, NeedsNoParserForTheSameBytes) {
  (void)compile(rowsText, options);
  std::string object;
  for (const std::string &file : list())
    object = readAll(file).substr(80);
  std::string nonsense = "cannot be parsed";
  CacheKey key = makeSourceKey(*CompilerIdentity::getOwn(), options,
                               "nonsense.mlir", nonsense);
  ASSERT_TRUE(DiskCache(directory, 1 << 20).write(key, object).ok());
  Executable executable = compile(nonsense, options, "nonsense.mlir");
  EXPECT_EQ(executable.getOrigin(), Origin::File);
  EXPECT_EQ(callRows(executable), expectRows("test.mlir:3:8"));
}

TEST_F(CacheTest, IsFasterThanTheCompiler) {
  auto measure = [&](const Options &own, Origin origin) {
    std::vector<double> times;
    for (int round = 0; round < 5; ++round) {
      auto begin = std::chrono::steady_clock::now();
      EXPECT_EQ(compile(rowsText, own).getOrigin(), origin);
      times.push_back(std::chrono::duration<double, std::milli>(
                          std::chrono::steady_clock::now() - begin)
                          .count());
    }
    std::sort(times.begin(), times.end());
    return times[2];
  };
  double compiled = measure(Options().cache(""), Origin::Compiled);
  (void)compile(rowsText, options);
  double loaded = measure(options, Origin::File);
  RecordProperty("compiled", std::to_string(compiled));
  RecordProperty("loaded", std::to_string(loaded));
  // By far: 30 times on an idle machine.
  EXPECT_LT(5 * loaded, compiled);
}

TEST_F(CacheTest, ServesEightThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int number = 0; number < 8; ++number)
    threads.emplace_back([&, number] {
      // Half of them the same, half of them others.
      std::string comment = "// " + std::to_string(std::max(number - 4, 0));
      for (int round = 0; round < 5; ++round)
        right += callRows(compile(rowsText + comment, options)) ==
                 expectRows("test.mlir:3:8");
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(right, 40);
}

TEST_F(CacheTest, NamesTheFileThatIsCompiled) {
  (void)compile(rowsText, options);
  Executable renamed = compile(rowsText, options, "folder/other.mlir");
  EXPECT_EQ(renamed.getOrigin(), Origin::Compiled);
  EXPECT_EQ(callRows(renamed), expectRows("other.mlir:3:8"));
  Result<const Signature *> unknown = renamed.getSignature("row");
  ASSERT_FALSE(unknown.ok());
  EXPECT_NE(unknown.error().message.find("'folder/other.mlir'"),
            std::string::npos)
      << unknown.error().message;
}

TEST_F(CacheTest, LoadsOtherSpellingsAndKnowsThemAfterwards) {
  (void)compile(rowsText, options);
  std::string commented = std::string(rowsText) + " // the end";
  for (int time = 0; time < 2; ++time) {
    Executable same = compile(commented, options);
    EXPECT_EQ(same.getOrigin(), Origin::File);
    EXPECT_EQ(callRows(same), expectRows("test.mlir:3:8"));
    EXPECT_EQ(list().size(), 3u);
  }
  Executable moved = compile("\n" + std::string(rowsText), options);
  EXPECT_EQ(moved.getOrigin(), Origin::Compiled);
  EXPECT_EQ(callRows(moved), expectRows("test.mlir:4:8"));
}

TEST_F(CacheTest, LoadsModulesAndBytecode) {
  Result<Source> source =
      parseSource(llvm::MemoryBuffer::getMemBufferCopy(rowsText, "test.mlir"));
  ASSERT_TRUE(source.ok());
  (void)compile(rowsText, options);
  Result<Executable> module = compileModule(*source->module, options);
  ASSERT_TRUE(module.ok()) << module.error().message;
  EXPECT_EQ(module->getOrigin(), Origin::File);
  EXPECT_EQ(callRows(*module), expectRows("test.mlir:3:8"));

  std::string bytecode;
  llvm::raw_string_ostream stream(bytecode);
  ASSERT_TRUE(
      mlir::succeeded(mlir::writeBytecodeToFile(*source->module, stream)));
  Executable bytes = compile(bytecode, options, "test.mlir");
  EXPECT_EQ(bytes.getOrigin(), Origin::File);
  EXPECT_EQ(callRows(bytes), expectRows("test.mlir:3:8"));
}

TEST_F(CacheTest, KeepsOptionsApart) {
  std::string text = R"(
func.func @f(%x: f32) -> f32 { %y = arith.mulf %x, %x : f32  return %y : f32 }
func.func @g(%x: f32) -> f32 { return %x : f32 }
)";
  auto run = [&](const Options &own, const char *entry) {
    Executable executable = compile(text, own);
    auto results = executable.call(entry, {*Tensor::scalar<float>(3)});
    return results ? (*results)[0].getDataAs<float>()[0] : -1.0f;
  };
  for (int time = 0; time < 2; ++time) {
    EXPECT_EQ(run(options, "f"), 9);
    Options gradient = options;
    EXPECT_EQ(run(gradient.gradient({0}), "f"), 6);
    EXPECT_EQ(run(gradient, "g"), 1);
    Options only = options;
    EXPECT_EQ(run(only.entry("f"), "f"), 9);
    EXPECT_EQ(run(only, "g"), -1);
    Options plain = options;
    EXPECT_EQ(run(plain.optimize(false), "f"), 9);
    EXPECT_EQ(list().size(), 8u);
  }
  // The oracle is not kept.
  Options evaluate = options;
  EXPECT_EQ(run(evaluate.evaluate(true), "f"), 9);
  EXPECT_EQ(list().size(), 8u);
}

TEST_F(CacheTest, KeepsWarnings) {
  std::string text = R"(
func.func private @f(%x: f32, %y: f32) -> f32 { return %x : f32 }
func.func @g(%x: f32, %y: f32) -> f32 {
  %g = tslice.grad @f(%x, %y) wrt [1] : (f32, f32) -> f32
  return %g : f32
}
)";
  std::vector<std::string> warnings = compile(text, options).getWarnings();
  ASSERT_EQ(warnings.size(), 1u);
  Executable again = compile(text, options);
  EXPECT_EQ(again.getOrigin(), Origin::File);
  EXPECT_EQ(again.getWarnings(), warnings);
}

TEST_F(CacheTest, CompilesAgainWhatIsDamaged) {
  (void)compile(rowsText, options);
  for (size_t at : {0, 20, 44, 60, 80, 200, 1000, 2000}) {
    for (const std::string &file : list()) {
      std::string bytes = readAll(file);
      ASSERT_GT(bytes.size(), 2000u);
      bytes[at] ^= 4;
      std::error_code code;
      llvm::raw_fd_ostream(file, code)
          << (at == 1000 ? bytes.substr(0, at) : bytes);
    }
    Executable again = compile(rowsText, options);
    EXPECT_EQ(again.getOrigin(), Origin::Compiled);
    EXPECT_EQ(callRows(again), expectRows("test.mlir:3:8"));
    EXPECT_TRUE(again.getWarnings().empty());
  }
  EXPECT_EQ(compile(rowsText, options).getOrigin(), Origin::File);
}

TEST_F(CacheTest, CompilesAgainWhatCannotBeLoaded) {
  // A checksum that is right of something that is no machine code.
  (void)compile(rowsText, options);
  for (const std::string &file : list()) {
    std::string bytes = readAll(file);
    std::string content = "no object file";
    bytes.resize(80);
    bytes[40] = static_cast<char>(content.size());
    bytes[41] = 0;
    auto sum = llvm::BLAKE3::hash(llvm::arrayRefFromStringRef(content));
    std::copy(sum.begin(), sum.end(), bytes.begin() + 48);
    std::error_code code;
    llvm::raw_fd_ostream(file, code) << bytes << content;
  }
  Executable again = compile(rowsText, options);
  EXPECT_EQ(again.getOrigin(), Origin::Compiled);
  EXPECT_EQ(callRows(again), expectRows("test.mlir:3:8"));
}

TEST_F(CacheTest, WarnsWhereItCannotBeUsed) {
  Options wrong = options;
  wrong.cache("/dev/null/x");
  Executable executable = compile(rowsText, wrong);
  EXPECT_EQ(executable.getOrigin(), Origin::Compiled);
  EXPECT_EQ(executable.getWarnings(),
            std::vector<std::string>{"warning: the cache '/dev/null/x' is not "
                                     "used: not a directory"});
  EXPECT_EQ(callRows(executable), expectRows("test.mlir:3:8"));
}

TEST_F(CacheTest, IsNamedByTheEnvironment) {
  setenv("TSLICE_CACHE_DIR", directory.c_str(), 1);
  (void)compile(rowsText);
  EXPECT_EQ(compile(rowsText).getOrigin(), Origin::File);
  EXPECT_EQ(compile(rowsText, Options().cache("")).getOrigin(),
            Origin::Compiled);
  unsetenv("TSLICE_CACHE_DIR");
  EXPECT_EQ(compile(rowsText).getOrigin(), Origin::Compiled);
}
