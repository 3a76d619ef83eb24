// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ahead of time: objects, shared objects and their headers. Separate from the
// translations to text because these read the names of values in the source, as
// messages at run time want them.

#include "CInterface.h"
#include "CompileObject.h"
#include "LinkShared.h"
#include "ParseSource.h"
#include "TranslateOptions.h"

#include "mlir/Tools/mlir-translate/Translation.h"
#include "tslice/ExecutionEngine/Translate.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace tslice;

/// Prints `error` as the tools do: messages of the compiler begin with the place
/// in the file already.
static LogicalResult report(const Error &error) {
  if (error.code != ErrorCode::Compile)
    llvm::errs() << "tslice-translate: ";
  llvm::errs() << error.message << '\n';
  return failure();
}

/// What names in C begin with: what the command line says, or the name of the
/// file, as an identifier.
static std::string getPrefix(StringRef path) {
  if (std::string given = getTranslateOptions().prefix; !given.empty())
    return given;
  StringRef stem = llvm::sys::path::stem(path);
  if (stem.empty() || stem == "-" || stem.starts_with("<"))
    return "graph";
  std::string prefix = makeCIdentifier(stem);
  return prefix.front() == '_' ? "graph" + prefix : prefix;
}

/// Parses what the tool has read.
static Result<Source> parseInput(const llvm::SourceMgr &sources) {
  const llvm::MemoryBuffer *input =
      sources.getMemoryBuffer(sources.getMainFileID());
  return parseSource(llvm::MemoryBuffer::getMemBufferCopy(
      input->getBuffer(), input->getBufferIdentifier()));
}

static Options getOptions() {
  return Options().optimize(!getTranslateOptions().noOptimize);
}

/// Compiles `source`, prints warnings and returns the object.
static Result<std::unique_ptr<llvm::MemoryBuffer>>
compile(Source &source, const std::string &prefix) {
  ObjectOptions object;
  object.cpu = getTranslateOptions().getCPU(baselineCPU);
  object.prefix = prefix;
  Result<CompiledObject> compiled = compileObject(
      *source.module, std::move(source.warnings), getOptions(), object);
  if (!compiled)
    return compiled.error();
  for (const std::string &warning : compiled->description.warnings)
    llvm::errs() << warning << '\n';
  return std::move(compiled->object);
}

static LogicalResult translateToObject(const llvm::SourceMgr &sources,
                                       bool link, llvm::raw_ostream &output) {
  Result<Source> source = parseInput(sources);
  if (!source)
    return report(source.error());
  std::string prefix = getPrefix(
      sources.getMemoryBuffer(sources.getMainFileID())->getBufferIdentifier());
  auto object = compile(*source, prefix);
  if (object && link)
    object = linkShared(**object, "lib" + prefix + ".so",
                        getTranslateOptions().compiler);
  if (!object)
    return report(object.error());
  output << (*object)->getBuffer();
  return success();
}

static LogicalResult translateToHeader(const llvm::SourceMgr &sources,
                                       llvm::raw_ostream &output) {
  Result<Source> source = parseInput(sources);
  if (!source)
    return report(source.error());
  Result<ModuleDescription> description =
      describeModule(*source->module, getOptions());
  if (!description)
    return report(description.error());
  Result<CInterface> interface = nameCFunctions(
      *description, getPrefix(sources.getMemoryBuffer(sources.getMainFileID())
                                  ->getBufferIdentifier()));
  if (!interface)
    return report(interface.error());
  printCHeader(*description, *interface, output);
  return success();
}

void tslice::registerAheadOfTimeTranslations() {
  getTranslateOptions();
  static TranslateRegistration toObject(
      "tslice-to-object", "compile tensor slicing graphs to an object file",
      [](const std::shared_ptr<llvm::SourceMgr> &sources,
         llvm::raw_ostream &output, MLIRContext *) {
        return translateToObject(*sources, /*link=*/false, output);
      });
  static TranslateRegistration toShared(
      "tslice-to-shared",
      "compile tensor slicing graphs to a shared object with the runtime",
      [](const std::shared_ptr<llvm::SourceMgr> &sources,
         llvm::raw_ostream &output, MLIRContext *) {
        return translateToObject(*sources, /*link=*/true, output);
      });
  static TranslateRegistration toHeader(
      "tslice-to-header",
      "declare, in C and C++, the functions of the objects made of a graph",
      [](const std::shared_ptr<llvm::SourceMgr> &sources,
         llvm::raw_ostream &output,
         MLIRContext *) { return translateToHeader(*sources, output); });
}
