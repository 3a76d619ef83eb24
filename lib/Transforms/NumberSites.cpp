// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Numbers the ops of the source that can fail, before any pass moves them, and
// writes down what an error message says about each.

#include "DecomposeReshape.h"
#include "GuardIndices.h"
#include "GuardReach.h"
#include "GuardShapes.h"
#include "SizeEqualities.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "tslice/IR/IndexExpression.h"
#include "tslice/Transforms/Passes.h"
#include "tslice/Transforms/Transforms.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace tslice;

namespace tslice {
#define GEN_PASS_DEF_NUMBERSITESPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

/// The cotangents or tangents of an op that asks for a derivative.
static OperandRange getDirections(Operation *op) {
  if (auto vjp = dyn_cast<VJPOp>(op))
    return vjp.getCotangents();
  return cast<JVPOp>(op).getTangents();
}

/// Whether `op` asks for a derivative along tensors of sizes that it must
/// compare.
static bool comparesDirections(Operation *op) {
  return isa<VJPOp, JVPOp>(op) &&
         llvm::any_of(getDirections(op).getTypes(), [](Type type) {
           auto tensor = dyn_cast<RankedTensorType>(type);
           return tensor && !tensor.hasStaticShape();
         });
}

static constexpr llvm::StringLiteral siteAttrName = "tslice.site";
static constexpr llvm::StringLiteral tableAttrName = "tslice.sites";
static constexpr llvm::StringLiteral nameAttrName = "tslice.name";
static constexpr llvm::StringLiteral regionNamesAttrName =
    "tslice.region_names";

/// "model.mlir:14:8", of the innermost place in a file; "<unknown>" without
/// one.
static std::string getLocationText(Location loc) {
  FileLineColLoc place = loc->findInstanceOf<FileLineColLoc>();
  if (!place)
    return "<unknown>";
  return (llvm::sys::path::filename(place.getFilename().getValue()) + ":" +
          Twine(place.getLine()) + ":" + Twine(place.getColumn()))
      .str();
}

namespace {

/// The table under construction.
class SiteTable {
public:
  explicit SiteTable(ModuleOp module)
      : module(module), builder(module.getContext()) {}

  void number() {
    countAccesses();
    if (!module->hasAttr(tableAttrName))
      markLoops();
    resume();
    SizeEqualities sizes;
    module.walk<WalkOrder::PreOrder>([&](Operation *op) {
      sizes.visit(op);
      if (!op->hasAttr(siteAttrName) &&
          (isEvaluated(op) || !sizes.findGuards(op).empty() ||
           needsIndexGuards(op, sizes) || needsShapeGuards(op, sizes) ||
           needsReachGuards(op) || comparesDirections(op)))
        addSite(op);
    });
    module->setAttr(tableAttrName, builder.getArrayAttr(table));
    forgetNames();
  }

private:
  /// A failure ends the loops of the source, other than those that are made of
  /// one op.
  void markLoops() {
    module.walk([&](scf::ForOp loop) {
      loop->setAttr("tslice.source_loop", builder.getUnitAttr());
    });
  }

  /// Counts the accesses and the like of each function.
  void countAccesses() {
    DenseMap<Operation *, int64_t> counts;
    module.walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (isEvaluated(op) && !op->hasAttr(kOriginAttr))
        numbers[op] = ++counts[op->getParentOfType<FunctionOpInterface>()];
    });
  }

  /// Goes on from an earlier run, unless its table and its numbers do not fit.
  void resume() {
    if (auto earlier = module->getAttrOfType<ArrayAttr>(tableAttrName))
      table.assign(earlier.begin(), earlier.end());
    module.walk([&](Operation *op) {
      if (!op->hasAttr(siteAttrName))
        return;
      auto site = op->getAttrOfType<IntegerAttr>(siteAttrName);
      if (!site || site.getInt() < 0 ||
          site.getInt() >= static_cast<int64_t>(table.size()))
        op->removeAttr(siteAttrName);
    });
  }

  /// Names of ops have served; equal ops of different names could not merge.
  void forgetNames() {
    module.walk([](Operation *op) {
      if (!isa<FunctionOpInterface>(op))
        op->removeAttr(nameAttrName);
      op->removeAttr(regionNamesAttrName);
      op->removeAttr(kOriginAttr);
    });
  }

  void addSite(Operation *op) {
    op->setAttr(siteAttrName, builder.getI64IntegerAttr(table.size()));
    SmallVector<Attribute> operands;
    for (Value operand : getNamedOperands(op))
      operands.push_back(builder.getStringAttr(getValueName(operand)));
    // Paddings are numbered, but are no values.
    if (isa<tensor::PadOp>(op))
      for (StringRef name : {"low", "high"})
        operands.push_back(builder.getStringAttr(name));
    NamedAttrList entry;
    entry.set("op", builder.getStringAttr(getOpText(op)));
    entry.set("loc", builder.getStringAttr(getLocationText(op->getLoc())));
    entry.set("operands", builder.getArrayAttr(operands));
    entry.set("windows", builder.getDenseI64ArrayAttr(getWindows(op)));
    table.push_back(entry.getDictionary(builder.getContext()));
  }

  /// "gather #2", or the name of an upstream op.
  std::string getOpText(Operation *op) {
    if (auto origin = op->getAttrOfType<StringAttr>(kOriginAttr))
      return origin.str();
    auto it = numbers.find(op);
    if (it == numbers.end())
      return op->getName().getStringRef().str();
    return (op->getName().stripDialect() + " #" + Twine(it->second)).str();
  }

  /// The name that the source gives to an argument of a loop, or "".
  static std::string getRegionArgumentName(BlockArgument argument) {
    auto regions = argument.getOwner()->getParentOp()->getAttrOfType<ArrayAttr>(
        regionNamesAttrName);
    if (!regions || !argument.getOwner()->isEntryBlock())
      return "";
    size_t region = argument.getParentRegion()->getRegionNumber();
    size_t index = argument.getArgNumber();
    auto names = region < regions.size() ? dyn_cast<ArrayAttr>(regions[region])
                                         : ArrayAttr();
    auto name = names && index < names.size()
                    ? dyn_cast<StringAttr>(names[index])
                    : StringAttr();
    return name ? name.str() : "";
  }

  std::string getValueName(Value value) {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      auto function =
          dyn_cast<FunctionOpInterface>(argument.getOwner()->getParentOp());
      if (std::string name = getRegionArgumentName(argument); !name.empty())
        return name;
      if (!function || !argument.getOwner()->isEntryBlock())
        return ("argument " + Twine(argument.getArgNumber()) + " of " +
                argument.getOwner()->getParentOp()->getName().getStringRef())
            .str();
      if (auto name = function.getArgAttrOfType<StringAttr>(
              argument.getArgNumber(), nameAttrName))
        return name.str();
      return ("argument " + Twine(argument.getArgNumber())).str();
    }
    Operation *op = value.getDefiningOp();
    if (auto name = op->getAttrOfType<StringAttr>(nameAttrName))
      return name.str();
    return "result of " + getOpText(op);
  }

  /// The operands in the order of their numbers, the indexed one first.
  static SmallVector<Value> getNamedOperands(Operation *op) {
    if (auto index = dyn_cast<IndexOp>(op))
      return tslice::getNamedOperands(index);
    if (auto index = dyn_cast<IndexUpdateOp>(op))
      return tslice::getNamedOperands(index);
    if (isa<VJPOp, JVPOp>(op))
      return llvm::to_vector(ValueRange(getDirections(op)));
    if (auto take = dyn_cast<TakeAlongUpdateOp>(op))
      return {take.getDest(), take.getIndices(), take.getUpdate()};
    auto access = dyn_cast<IndexedAccessOpInterface>(op);
    if (auto nonzero = dyn_cast<NonzeroOp>(op))
      return {nonzero.getMask()};
    if (!access) {
      SmallVector<Value> shaped = getShapedTensors(op);
      return shaped.empty() ? SmallVector<Value>(op->getOperands()) : shaped;
    }
    SmallVector<Value> operands{access.getIndexed()};
    if (auto gather = dyn_cast<GatherOp>(op))
      operands.push_back(gather.getIndices());
    if (auto scatter = dyn_cast<ScatterOp>(op))
      operands.push_back(scatter.getIndices());
    if (access.isWrite()) {
      Combining combining = getCombining(access);
      llvm::append_range(operands, combining.updates);
      llvm::append_range(operands, llvm::drop_begin(combining.dests));
    }
    return operands;
  }

  /// One per dimension of the indexed tensor; none for ops that index none.
  static SmallVector<int64_t> getWindows(Operation *op) {
    if (getAddressedTensor(op))
      return getAddressedWindows(op);
    if (auto group = dyn_cast<GroupOp>(op))
      return llvm::map_to_vector(
          getIndexedLayout(group).dims,
          [](const IndexedDim &facts) { return facts.window; });
    if (isIndexing(op)) {
      auto indexed =
          cast<RankedTensorType>(getNamedOperands(op).front().getType());
      return SmallVector<int64_t>(indexed.getRank(), 1);
    }
    auto access = dyn_cast<IndexedAccessOpInterface>(op);
    if (!access)
      return {};
    SmallVector<int64_t> windows(access.getIndexed().getType().getRank(), 1);
    auto fill = [&](const IndexedLayout &layout) {
      for (auto [dim, facts] : llvm::enumerate(layout.dims))
        windows[dim] = facts.window;
    };
    if (auto gather = dyn_cast<GatherOp>(op))
      fill(getIndexedLayout(gather));
    if (auto scatter = dyn_cast<ScatterOp>(op))
      fill(getIndexedLayout(scatter));
    return windows;
  }

  ModuleOp module;
  Builder builder;
  /// The n of "#n".
  DenseMap<Operation *, int64_t> numbers;
  /// One dictionary per site.
  SmallVector<Attribute> table;
};

} // namespace

void tslice::numberSites(ModuleOp module) { SiteTable(module).number(); }

namespace {
struct NumberSitesPass : tslice::impl::NumberSitesPassBase<NumberSitesPass> {
  using Base::Base;

  void runOnOperation() override { numberSites(getOperation()); }
};

} // namespace
