// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lays `tslice_rt_module` and what it points to out as constants of LLVM. Every
// field has 64 bits, so the order of the fields is all that matters.

#include "EmitModuleTable.h"
#include "EmitLLVM.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"

using namespace llvm;
using namespace tslice;

namespace {

/// Makes constants and what they point to. Empty lists and unknown strings are
/// null pointers.
class TableEmitter {
public:
  explicit TableEmitter(llvm::Module &code)
      : code(code), wordType(llvm::Type::getInt64Ty(code.getContext())),
        pointerType(PointerType::getUnqual(code.getContext())) {}

  Constant *emitModule(mlir::ModuleOp module,
                       const ModuleDescription &description);

private:
  Constant *word(int64_t value) { return ConstantInt::get(wordType, value); }
  Constant *null() { return ConstantPointerNull::get(pointerType); }
  Constant *structure(ArrayRef<Constant *> fields) {
    return ConstantStruct::getAnon(fields);
  }

  /// A pointer to `initializer`, which nobody else sees.
  Constant *pointTo(Constant *initializer);
  /// A pointer to the elements, null if there are none.
  Constant *list(ArrayRef<Constant *> elements);
  Constant *words(ArrayRef<int64_t> values);
  Constant *string(StringRef text);
  Constant *stringOrNull(StringRef text) {
    return text.empty() ? null() : string(text);
  }

  Constant *emitSpec(const TensorSpec &spec);
  Constant *emitArgument(const tslice::Argument &argument);
  Constant *emitEntry(const Signature &signature, StringRef symbol);
  Constant *emitSite(mlir::Attribute site);

  llvm::Module &code;
  llvm::Type *wordType;
  PointerType *pointerType;
  StringMap<Constant *> strings;
};

} // namespace

Constant *TableEmitter::pointTo(Constant *initializer) {
  auto *global = new GlobalVariable(code, initializer->getType(),
                                    /*isConstant=*/true,
                                    GlobalValue::PrivateLinkage, initializer);
  global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return global;
}

Constant *TableEmitter::list(ArrayRef<Constant *> elements) {
  if (elements.empty())
    return null();
  auto *type =
      llvm::ArrayType::get(elements.front()->getType(), elements.size());
  return pointTo(ConstantArray::get(type, elements));
}

Constant *TableEmitter::words(ArrayRef<int64_t> values) {
  SmallVector<Constant *> elements;
  for (int64_t value : values)
    elements.push_back(word(value));
  return list(elements);
}

Constant *TableEmitter::string(StringRef text) {
  Constant *&known = strings[text];
  if (!known)
    known = pointTo(ConstantDataArray::getString(code.getContext(), text));
  return known;
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

/// `tslice_rt_spec`.
Constant *TableEmitter::emitSpec(const TensorSpec &spec) {
  return structure({word(static_cast<int64_t>(spec.type)),
                    word(static_cast<int64_t>(spec.shape.size())),
                    words(spec.shape)});
}

/// `tslice_rt_argument`.
Constant *TableEmitter::emitArgument(const tslice::Argument &argument) {
  SmallVector<Constant *> dimNames;
  for (const std::string &name : argument.dimNames)
    dimNames.push_back(stringOrNull(name));
  return structure({stringOrNull(argument.name), emitSpec(argument.spec),
                    list(dimNames), word(argument.donated)});
}

/// `tslice_rt_entry`.
Constant *TableEmitter::emitEntry(const Signature &signature,
                                  StringRef symbol) {
  llvm::Function *function = code.getFunction((entryPrefix + symbol).str());
  assert(function && "the pipeline makes a function for every entry");
  // The table is the one way to it.
  function->setLinkage(GlobalValue::InternalLinkage);
  SmallVector<Constant *> arguments, results;
  for (const tslice::Argument &argument : signature.arguments)
    arguments.push_back(emitArgument(argument));
  for (const TensorSpec &spec : signature.results)
    results.push_back(emitSpec(spec));
  return structure({string(signature.name), function, list(arguments),
                    word(static_cast<int64_t>(arguments.size())), list(results),
                    word(static_cast<int64_t>(results.size())),
                    word(signature.movesOnly)});
}

//===----------------------------------------------------------------------===//
// Sites
//===----------------------------------------------------------------------===//

/// `tslice_rt_site`.
Constant *TableEmitter::emitSite(mlir::Attribute site) {
  auto fields = dyn_cast<mlir::DictionaryAttr>(site);
  auto getString = [&](StringRef name) {
    auto text = fields ? fields.getAs<mlir::StringAttr>(name) : nullptr;
    return text ? string(text) : null();
  };
  SmallVector<Constant *> operands;
  if (auto names = fields ? fields.getAs<mlir::ArrayAttr>("operands") : nullptr)
    for (auto name : names.getAsRange<mlir::StringAttr>())
      operands.push_back(stringOrNull(name));
  SmallVector<int64_t> windows;
  mlir::Attribute sizes = fields ? fields.get("windows") : nullptr;
  if (auto dense = dyn_cast_or_null<mlir::DenseI64ArrayAttr>(sizes))
    llvm::append_range(windows, dense.asArrayRef());
  else if (auto array = dyn_cast_or_null<mlir::ArrayAttr>(sizes))
    for (auto size : array.getAsRange<mlir::IntegerAttr>())
      windows.push_back(size.getInt());
  return structure({getString("op"), getString("loc"), list(operands),
                    word(static_cast<int64_t>(operands.size())), words(windows),
                    word(static_cast<int64_t>(windows.size()))});
}

//===----------------------------------------------------------------------===//
// The whole
//===----------------------------------------------------------------------===//

/// `tslice_rt_module`.
Constant *TableEmitter::emitModule(mlir::ModuleOp module,
                                   const ModuleDescription &description) {
  SmallVector<Constant *> entries, sites, warnings;
  for (auto [signature, symbol] :
       llvm::zip_equal(description.signatures, description.symbols))
    entries.push_back(emitEntry(signature, symbol));
  if (auto list = module->getAttrOfType<mlir::ArrayAttr>("tslice.sites"))
    for (mlir::Attribute site : list)
      sites.push_back(emitSite(site));
  for (const std::string &warning : description.warnings)
    warnings.push_back(string(warning));
  return structure({word(TSLICE_RT_ABI_VERSION), string(description.source),
                    list(entries), word(static_cast<int64_t>(entries.size())),
                    list(sites), word(static_cast<int64_t>(sites.size())),
                    list(warnings),
                    word(static_cast<int64_t>(warnings.size()))});
}

GlobalVariable *tslice::emitModuleTable(llvm::Module &code,
                                        mlir::ModuleOp module,
                                        const ModuleDescription &description,
                                        StringRef symbol) {
  Constant *table = TableEmitter(code).emitModule(module, description);
  return new GlobalVariable(code, table->getType(), /*isConstant=*/true,
                            GlobalValue::ExternalLinkage, table, symbol);
}

/// Returns the list at `data`, which is null if it has no elements.
template <typename T> static ArrayRef<T> getList(const T *data, int64_t size) {
  return ArrayRef<T>(data, static_cast<size_t>(size));
}

static TensorSpec readSpec(const tslice_rt_spec &spec) {
  ArrayRef<int64_t> shape = getList(spec.shape, spec.rank);
  return {static_cast<ElementType>(spec.type),
          Shape(shape.begin(), shape.end())};
}

std::vector<Signature> tslice::readSignatures(const tslice_rt_module &table) {
  std::vector<Signature> signatures;
  for (const auto &entry : getList(table.entries, table.num_entries)) {
    Signature &signature = signatures.emplace_back();
    signature.name = entry.name;
    signature.movesOnly = entry.moves_only;
    for (const auto &from : getList(entry.arguments, entry.num_arguments)) {
      tslice::Argument &argument = signature.arguments.emplace_back();
      argument.name = from.name ? from.name : "";
      argument.spec = readSpec(from.spec);
      argument.donated = from.donated;
      if (from.dim_names)
        for (const char *name : getList(from.dim_names, from.spec.rank))
          argument.dimNames.push_back(name ? name : "");
    }
    for (const auto &spec : getList(entry.results, entry.num_results))
      signature.results.push_back(readSpec(spec));
  }
  return signatures;
}
