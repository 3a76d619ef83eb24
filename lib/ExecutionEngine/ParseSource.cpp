// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses where the stack is large, after a scan for nesting that no stack
// bears, and keeps the names of the text, which parsing drops.

#include "ParseSource.h"
#include "BigStack.h"
#include "Diagnostics.h"
#include "ScanSource.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/AsmParser/AsmParserState.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "tslice/InitAll.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace tslice;

/// The name of an argument or of the result of an op, in messages.
static constexpr llvm::StringLiteral nameAttr = "tslice.name";

std::unique_ptr<MLIRContext> tslice::createContext() {
  DialectRegistry registry;
  registerAllDialects(registry);
  return std::make_unique<MLIRContext>(registry,
                                       MLIRContext::Threading::DISABLED);
}

Result<std::unique_ptr<llvm::MemoryBuffer>>
tslice::readSourceFile(const std::string &path, const Options &options) {
  if (path != "-") {
    llvm::sys::fs::file_status status;
    // Opening a directory succeeds and reading it fails with odd words.
    if (!llvm::sys::fs::status(path, status) &&
        llvm::sys::fs::is_directory(status))
      return Error(ErrorCode::IO, "cannot read '" + path + "': is a directory");
    uint64_t size = status.getSize();
    if (llvm::sys::fs::is_regular_file(status) &&
        size > options.getSourceLimit())
      return Error(ErrorCode::InvalidArgument,
                   "'" + path + "' has " + std::to_string(size) +
                       " bytes, which is above the limit of " +
                       std::to_string(options.getSourceLimit()));
  }
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (std::error_code code = buffer.getError())
    return Error(
        code == std::errc::no_such_file_or_directory ? ErrorCode::NotFound
                                                     : ErrorCode::IO,
        "cannot read '" + path + "': " + StringRef(code.message()).lower());
  return std::move(*buffer);
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

/// Records the names that arguments of `func` have in the text.
static void nameArguments(func::FuncOp func, const AsmParserState &state) {
  const AsmParserState::BlockDefinition *block =
      func.isExternal() ? nullptr : state.getBlockDef(&func.getBody().front());
  if (!block)
    return;
  size_t count =
      std::min<size_t>(block->arguments.size(), func.getNumArguments());
  for (size_t i = 0; i < count; ++i) {
    StringRef name = getSourceName(block->arguments[i].loc);
    if (!name.empty() && !func.getArgAttr(i, nameAttr))
      func.setArgAttr(i, nameAttr, StringAttr::get(func.getContext(), name));
  }
}

/// Records the name of the tensor that `op` makes. Error messages at run time
/// use it; --tslice-number-sites removes it again.
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

static void nameValues(ModuleOp module, const AsmParserState &state) {
  module.walk([&](Operation *op) {
    if (auto func = dyn_cast<func::FuncOp>(op))
      nameArguments(func, state);
    else
      nameResult(op, state);
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
  if (!isBytecodeFile)
    if (Result<void> scanned = scanSource(*buffer); !scanned)
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
