// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads signatures ahead of the pipeline, which keeps only types and code.

#include "ReadSignature.h"
#include "NearestName.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"
#include "tslice/IR/TSliceOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tslice;

std::optional<ElementType> tslice::getElementType(Type type) {
  if (auto complex = dyn_cast<ComplexType>(type)) {
    if (complex.getElementType().isF32())
      return ElementType::C64;
    if (complex.getElementType().isF64())
      return ElementType::C128;
    return std::nullopt;
  }
  if (auto integer = dyn_cast<IntegerType>(type);
      integer && !integer.isSignless())
    return std::nullopt;
  if (!type.isIntOrIndexOrFloat())
    return std::nullopt;
  std::string name;
  llvm::raw_string_ostream(name) << type;
  return parseElementType(name);
}

std::vector<func::FuncOp> tslice::getEntries(ModuleOp module) {
  std::vector<func::FuncOp> entries;
  for (auto func : module.getOps<func::FuncOp>())
    if (func.isPublic() && !func.isExternal())
      entries.push_back(func);
  return entries;
}

Error tslice::makeUnknownEntryError(const std::string &name,
                                    const std::vector<std::string> &names,
                                    const std::string &source,
                                    const std::string &kind) {
  std::string message;
  if (names.empty())
    return Error(ErrorCode::NotFound,
                 "'" + source + "' defines no " + kind +
                     (name.empty() ? "; name a private one to call it" : ""));
  if (name.empty())
    message = "'" + source + "' defines " + std::to_string(names.size()) +
              " functions, so one must be chosen: ";
  else
    message = "'" + source + "' defines no " + kind + " '@" + name + "'; ";
  if (std::optional<std::string> nearest = findNearestName(name, names))
    message += "did you mean '@" + *nearest + "'? ";
  if (!name.empty())
    message += "it defines ";
  for (size_t i = 0; i < names.size(); ++i)
    message += (i ? ", '@" : "'@") + names[i] + "'";
  return Error(ErrorCode::NotFound, message);
}

Result<func::FuncOp> tslice::findEntry(ModuleOp module, const std::string &name,
                                       const std::string &source) {
  std::vector<std::string> names;
  for (auto func : module.getOps<func::FuncOp>()) {
    if (func.isExternal())
      continue;
    if (func.getName() == name)
      return func;
    names.push_back(func.getName().str());
  }
  return makeUnknownEntryError(name, names, source, "function");
}

/// Returns the spec of a tensor or a scalar; nothing for all other types.
static std::optional<TensorSpec> getSpec(Type type) {
  TensorSpec spec;
  if (auto tensor = dyn_cast<RankedTensorType>(type)) {
    if (tensor.getRank() > maxRank)
      return std::nullopt;
    for (int64_t size : tensor.getShape())
      spec.shape.push_back(ShapedType::isDynamic(size) ? dynamicSize : size);
    type = tensor.getElementType();
  }
  std::optional<ElementType> element = getElementType(type);
  if (!element)
    return std::nullopt;
  spec.type = *element;
  return spec;
}

/// Reads `tslice.shape = ["B", 64, "_"]`: a name or a size per dimension.
static LogicalResult readDimNames(func::FuncOp func, unsigned index,
                                  Argument &argument) {
  Attribute attr = func.getArgAttr(index, "tslice.shape");
  if (!attr)
    return success();
  auto list = dyn_cast<ArrayAttr>(attr);
  size_t rank = argument.spec.shape.size();
  if (!list || list.size() != rank)
    return func.emitOpError()
           << "expects 'tslice.shape' of argument " << index
           << " to be a list of " << rank
           << " names or sizes, one per dimension, but got " << attr;
  argument.dimNames.resize(rank);
  for (auto [dim, entry] : llvm::enumerate(list)) {
    int64_t &size = argument.spec.shape[dim];
    if (auto name = dyn_cast<StringAttr>(entry)) {
      argument.dimNames[dim] = name.str();
      continue;
    }
    auto number = dyn_cast<IntegerAttr>(entry);
    if (!number || number.getInt() < 0 ||
        (size != dynamicSize && size != number.getInt()))
      return func.emitOpError() << "expects a name or the size of dimension "
                                << dim << " in 'tslice.shape' of argument "
                                << index << ", but got " << entry;
    size = number.getInt();
  }
  return success();
}

/// Returns whether `op` leaves the bits of all floats as they are.
static bool isMove(Operation *op) {
  if (auto write = dyn_cast<IndexedAccessOpInterface>(op))
    return !write.isWrite() || write.getCombiner() == Combiner::Set;
  if (isa<tensor::TensorDialect, scf::SCFDialect>(op->getDialect()) ||
      op->hasTrait<OpTrait::ReturnLike>() ||
      op->hasTrait<OpTrait::ConstantLike>())
    return true;
  return isa<arith::ArithDialect>(op->getDialect()) &&
         llvm::all_of(op->getResultTypes(), [](Type type) {
           return getElementTypeOrSelf(type).isIntOrIndex();
         });
}

/// A misspelt attribute would be ignored, and a table copied, say.
static LogicalResult checkAttributes(func::FuncOp func, unsigned index) {
  static const std::vector<std::string> known = {"tslice.donate", "tslice.name",
                                                 "tslice.shape"};
  auto name = func.getArgAttr(index, "tslice.name");
  if (name && !isa<StringAttr>(name))
    return func.emitOpError()
           << "expects a string as 'tslice.name' of argument " << index
           << ", but got " << name;
  for (NamedAttribute attr :
       function_interface_impl::getArgAttrs(func, index)) {
    std::string spelt = attr.getName().str();
    if (!StringRef(spelt).starts_with("tslice.") ||
        llvm::is_contained(known, spelt))
      continue;
    InFlightDiagnostic diag = func.emitOpError()
                              << "has an unknown attribute '" << spelt
                              << "' of argument " << index;
    if (std::optional<std::string> nearest = findNearestName(spelt, known))
      diag << "; did you mean '" << *nearest << "'?";
    return diag;
  }
  return success();
}

/// What is wrong with a type that has no spec.
static std::string describeUnsupported(Type type) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (tensor && tensor.getRank() > maxRank)
    stream << "has rank " << tensor.getRank() << ", above the limit of "
           << maxRank;
  else
    stream << "is " << type;
  return text;
}

FailureOr<Signature> tslice::readSignature(func::FuncOp func) {
  Signature signature;
  signature.name = func.getName().str();
  for (unsigned i = 0; i < func.getNumArguments(); ++i) {
    std::optional<TensorSpec> spec = getSpec(func.getArgumentTypes()[i]);
    if (!spec)
      return func.emitOpError()
             << "is an entry, so its arguments must be ranked tensors or "
                "scalars "
                "of an element type, but argument "
             << i << ' ' << describeUnsupported(func.getArgumentTypes()[i]);
    if (failed(checkAttributes(func, i)))
      return failure();
    Argument argument;
    argument.spec = *spec;
    if (auto name = func.getArgAttrOfType<StringAttr>(i, "tslice.name"))
      argument.name = name.str();
    argument.donated = func.getArgAttr(i, "tslice.donate") != nullptr;
    if (failed(readDimNames(func, i, argument)))
      return failure();
    signature.arguments.push_back(std::move(argument));
  }
  for (auto [i, type] : llvm::enumerate(func.getResultTypes())) {
    std::optional<TensorSpec> spec = getSpec(type);
    if (!spec)
      return func.emitOpError()
             << "is an entry, so its results must be ranked tensors or scalars "
                "of an element type, but result "
             << i << ' ' << describeUnsupported(type);
    signature.results.push_back(*spec);
  }
  signature.movesOnly = !func.getBody()
                             .walk([](Operation *op) {
                               return isMove(op) ? WalkResult::advance()
                                                 : WalkResult::interrupt();
                             })
                             .wasInterrupted();
  return signature;
}
