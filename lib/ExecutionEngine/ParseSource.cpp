// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses where the stack is large, after a scan for nesting that no stack
// bears, and keeps the names of the text, which parsing drops.

#include "ParseSource.h"
#include "BigStack.h"
#include "Diagnostics.h"
#include "ScanBytecode.h"
#include "ScanSource.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/AsmParser/AsmParserState.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Parser/Parser.h"
#include "tslice/InitAll.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace tslice;

/// The name of an argument or of the result of an op, in messages.
static constexpr llvm::StringLiteral nameAttr = "tslice.name";
/// The names of the arguments of the regions of an op.
static constexpr llvm::StringLiteral regionNamesAttr = "tslice.region_names";

std::unique_ptr<MLIRContext> tslice::createContext() {
  DialectRegistry registry;
  registerAllDialects(registry);
  return std::make_unique<MLIRContext>(registry,
                                       MLIRContext::Threading::DISABLED);
}

/// Returns the name at `range` without its sigil; nothing for numbers, which
/// only the printer gives.
static StringRef getSourceName(llvm::SMRange range) {
  if (!range.isValid())
    return {};
  StringRef text(range.Start.getPointer(),
                 range.End.getPointer() - range.Start.getPointer());
  text.consume_front("%");
  return llvm::all_of(text, llvm::isDigit) ? StringRef() : text;
}

/// Returns the names of the arguments of `block` in the text, empty ones where
/// there are none.
static SmallVector<StringRef> getArgumentNames(Block &block,
                                               const AsmParserState &state) {
  SmallVector<StringRef> names(block.getNumArguments());
  if (const AsmParserState::BlockDefinition *text = state.getBlockDef(&block))
    for (auto [name, argument] : llvm::zip(names, text->arguments))
      name = getSourceName(argument.loc);
  return names;
}

/// Records the names that arguments of `func` have in the text.
static void nameArguments(func::FuncOp func, const AsmParserState &state) {
  if (func.isExternal())
    return;
  auto names = getArgumentNames(func.getBody().front(), state);
  for (auto [i, name] : llvm::enumerate(names))
    if (!name.empty() && !func.getArgAttr(i, nameAttr))
      func.setArgAttr(i, nameAttr, StringAttr::get(func.getContext(), name));
}

/// Records the names of the arguments of loops, one list per region.
static void nameRegionArguments(Operation *op, const AsmParserState &state) {
  SmallVector<Attribute> regions;
  Builder builder(op->getContext());
  bool any = false;
  for (Region &region : op->getRegions()) {
    SmallVector<StringRef> names;
    if (!region.empty())
      names = getArgumentNames(region.front(), state);
    any |= !names.empty();
    regions.push_back(builder.getStrArrayAttr(names));
  }
  if (any)
    op->setAttr(regionNamesAttr, builder.getArrayAttr(regions));
}

/// Records the name of the tensor that `op` makes.
static void nameResult(Operation *op, const AsmParserState &state) {
  if (op->getNumResults() != 1 ||
      !isa<TensorType>(op->getResult(0).getType()) || op->hasAttr(nameAttr))
    return;
  const AsmParserState::OperationDefinition *definition = state.getOpDef(op);
  if (!definition || definition->resultGroups.empty())
    return;
  StringRef name =
      getSourceName(definition->resultGroups.front().definition.loc);
  if (!name.empty())
    op->setAttr(nameAttr, StringAttr::get(op->getContext(), name));
}

/// Error messages at run time use the names; --tslice-number-sites removes
/// those of ops again.
static void nameValues(ModuleOp module, const AsmParserState &state) {
  module.walk([&](Operation *op) {
    if (auto func = dyn_cast<func::FuncOp>(op))
      return nameArguments(func, state);
    nameResult(op, state);
    if (isa<LoopLikeOpInterface>(op))
      nameRegionArguments(op, state);
  });
}

/// Parses text as `parseSourceFile` does, and names values.
static OwningOpRef<ModuleOp> parseText(const llvm::SourceMgr &sources,
                                       const ParserConfig &config) {
  Block block;
  AsmParserState state;
  if (failed(parseAsmSourceFile(sources, &block, config, &state)))
    return {};
  const llvm::MemoryBuffer *buffer =
      sources.getMemoryBuffer(sources.getMainFileID());
  Location loc = FileLineColLoc::get(config.getContext(),
                                     buffer->getBufferIdentifier(), /*line=*/0,
                                     /*column=*/0);
  OwningOpRef<ModuleOp> module =
      mlir::detail::constructContainerOpForParserIfNecessary<ModuleOp>(
          &block, config.getContext(), loc);
  if (module)
    nameValues(*module, state);
  return module;
}

Result<Source> tslice::parseSource(std::unique_ptr<llvm::MemoryBuffer> buffer) {
  std::string name = buffer->getBufferIdentifier().str();
  bool isBytecodeFile = isBytecode(buffer->getMemBufferRef());
  if (Result<void> scanned =
          isBytecodeFile ? scanBytecode(*buffer) : scanSource(*buffer);
      !scanned)
    return scanned.error();

  Source source;
  source.context = createContext();
  DiagnosticCollector diagnostics(source.context.get());
  runOnBigStack([&] {
    auto sources = std::make_shared<llvm::SourceMgr>();
    sources->AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
    ParserConfig config(source.context.get());
    source.module = isBytecodeFile ? parseSourceFile<ModuleOp>(sources, config)
                                   : parseText(*sources, config);
  });
  if (!source.module)
    return diagnostics.getError("'" + name + "' cannot be parsed");
  source.warnings = diagnostics.takeWarnings();
  return source;
}
