// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What tells compilations apart: the compiler, the processor, every option, and
// all of a source that results or messages depend on.

#include "CacheKey.h"
#include "CacheInputs.h"
#include "ParseSource.h"

#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>

using namespace tslice;

static const CompilerIdentity host = {"build", "22.1.8", "x86_64", "cpu",
                                      "+avx2"};

static CacheKey makeKey(const CompilerIdentity &identity,
                        const Options &options = {}) {
  return makeSourceKey(identity, options, "name", "text");
}

TEST(CacheKey, KnowsTheCompilerAndTheProcessor) {
  EXPECT_EQ(makeKey(host), makeKey(host));
  auto other = host;
  other.build = "build2";
  EXPECT_NE(makeKey(other), makeKey(host));
  other = host;
  other.llvmVersion = "22.1.9";
  EXPECT_NE(makeKey(other), makeKey(host));
  other = host;
  other.triple = "aarch64";
  EXPECT_NE(makeKey(other), makeKey(host));
  other = host;
  other.cpu = "cpu2";
  EXPECT_NE(makeKey(other), makeKey(host));
  other = host;
  other.features = "-avx2";
  EXPECT_NE(makeKey(other), makeKey(host));
  // Nothing can move from one part to its neighbour.
  other = host;
  other.build = "build22.1.8";
  other.llvmVersion = "";
  EXPECT_NE(makeKey(other), makeKey(host));
}

TEST(CacheKey, KnowsTheRunningProcess) {
  const CompilerIdentity *own = CompilerIdentity::getOwn();
  ASSERT_TRUE(own) << "linked without a build id";
  EXPECT_GE(own->build.size(), 40u);
  EXPECT_EQ(std::count(own->build.begin(), own->build.end(), '-'), 2);
  EXPECT_FALSE(own->cpu.empty());
  EXPECT_FALSE(own->features.empty());
  EXPECT_EQ(own, CompilerIdentity::getOwn());
}

TEST(CacheKey, KnowsNameAndText) {
  CacheKey key = makeSourceKey(host, {}, "name", "text");
  EXPECT_NE(makeSourceKey(host, {}, "name2", "text"), key);
  EXPECT_NE(makeSourceKey(host, {}, "name", "text2"), key);
  EXPECT_NE(makeSourceKey(host, {}, "namet", "ext"), key);
}

/// Options that are in the key, which are given a value that is not the
/// default, and such that are not.
static const std::map<std::string, std::function<void(Options &)>> inKey = {
    {"optimize", [](Options &options) { options.optimize(false); }},
    {"entry", [](Options &options) { options.entry("f"); }},
    {"gradient", [](Options &options) { options.gradient({0}); }},
    {"adjointCheck", [](Options &options) { options.adjointCheck({0}); }},
    {"evaluate", [](Options &options) { options.evaluate(true); }},
    {"emulateGPU", [](Options &options) { options.emulateGPU(true); }},
    {"divideAll", [](Options &options) { options.divideAll(true); }},
    {"checkPromises", [](Options &options) { options.checkPromises(true); }}};
static const std::map<std::string, std::function<void(Options &)>> notInKey = {
    {"threads", [](Options &options) { options.threads(3); }},
    {"sourceLimit", [](Options &options) { options.sourceLimit(9); }},
    {"cache", [](Options &options) { options.cache("d"); }},
    {"cacheLimit", [](Options &options) { options.cacheLimit(9); }},
    {"probeBytecode", [](Options &options) { options.probeBytecode(true); }}};

TEST(CacheKey, KnowsEveryOption) {
  std::set<CacheKey> keys = {makeKey(host)};
  for (const auto &[name, set] : inKey) {
    Options options;
    set(options);
    EXPECT_TRUE(keys.insert(makeKey(host, options)).second) << name;
  }
  for (const auto &[name, set] : notInKey) {
    Options options;
    set(options);
    EXPECT_FALSE(keys.insert(makeKey(host, options)).second) << name;
  }
  EXPECT_NE(makeKey(host, Options().entry("f").entry("g")),
            makeKey(host, Options().entry("fg")));
  EXPECT_NE(makeKey(host, Options().gradient({0, 1})),
            makeKey(host, Options().gradient({1, 0})));

  // None has been forgotten.
  std::string header =
      readAll(TSLICE_SOURCE_DIR "/include/tslice/ExecutionEngine/Options.h");
  std::regex setter("\n  Options &([a-zA-Z]+)\\(");
  size_t count = 0;
  for (std::sregex_iterator it(header.begin(), header.end(), setter), end;
       it != end; ++it, ++count)
    EXPECT_TRUE(inKey.count((*it)[1]) || notInKey.count((*it)[1])) << (*it)[1];
  EXPECT_EQ(count, inKey.size() + notInKey.size());
}

static CacheKey makeParsedKey(const std::string &text,
                              const std::string &name = "a.mlir") {
  Result<Source> source =
      parseSource(llvm::MemoryBuffer::getMemBufferCopy(text, name));
  if (!source) {
    ADD_FAILURE() << source.error().message;
    return {};
  }
  return makeModuleKey(host, {}, *source->module, source->warnings)
      .value_or(CacheKey{});
}

TEST(CacheKey, KnowsWhatASourceMeans) {
  std::string text = rowsText;
  CacheKey key = makeParsedKey(text);
  EXPECT_NE(key, makeSourceKey(host, {}, "a.mlir", text));
  EXPECT_EQ(makeParsedKey(text), key);
  // Comments and blanks that move nothing.
  EXPECT_EQ(makeParsedKey(text + " // the end\n\n"), key);
  EXPECT_EQ(makeParsedKey(std::regex_replace(text, std::regex("i64> \\{"),
                                             "i64> { // rows")),
            makeParsedKey(
                std::regex_replace(text, std::regex("i64> \\{"), "i64> {")));
  // What messages name.
  EXPECT_NE(makeParsedKey("\n" + text), key);
  EXPECT_NE(makeParsedKey(" " + text.substr(1)), key);
  EXPECT_NE(makeParsedKey(text, "b.mlir"), key);
  EXPECT_NE(
      makeParsedKey(std::regex_replace(text, std::regex("%table"), "%rable")),
      key);
  // What is computed.
  EXPECT_NE(makeParsedKey(std::regex_replace(text, std::regex("f32"), "f64")),
            key);
  auto constant = [](const std::string &value) {
    return makeParsedKey("func.func @f() -> tensor<4xf32> {\n"
                         "  %c = arith.constant " +
                         value +
                         " : tensor<4xf32>\n"
                         "  return %c : tensor<4xf32>\n}");
  };
  EXPECT_EQ(constant("dense<1.0>"), constant("dense<1.0>"));
  EXPECT_NE(constant("dense<1.0>"), constant("dense<2.0>"));
  EXPECT_NE(constant("dense<0.0>"), constant("dense<-0.0>"));
}

TEST(CacheKey, KnowsTheBytesOfResources) {
  auto make = [](const std::string &last) {
    return makeParsedKey(R"(
func.func @f() -> tensor<2xf32> {
  %c = arith.constant dense_resource<r> : tensor<2xf32>
  return %c : tensor<2xf32>
}
{-# dialect_resources: { builtin: { r: "0x040000000000803F)" +
                         last + R"(" } } #-})");
  };
  EXPECT_EQ(make("00000040"), make("00000040"));
  EXPECT_NE(make("00000040"), make("00000041"));
}
