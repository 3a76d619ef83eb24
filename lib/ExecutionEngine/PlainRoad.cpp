// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Upstream's passes in the order of its documentation, then entries made from
// the C interface that upstream generates.

#include "PlainRoad.h"
#include "Diagnostics.h"
#include "EmitLLVM.h"

#include "tslice/Codegen/DefineDivisions.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/ExecutionEngine/Tensor.h"
#include "tslice/Transforms/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace tslice;

namespace {

/// Before bufferization: no argument may be written, and entries have a C
/// interface of tensors only:
///
///   func.func @f(%x: f32) -> index
///
/// becomes
///
///   func.func private @f.scalars(%x: f32) -> index
///   func.func @f(%t: tensor<f32>) -> tensor<index> {
///     %x = tensor.extract %t[] : tensor<f32>
///     %r = func.call @f.scalars(%x) : (f32) -> index
///     %u = tensor.from_elements %r : tensor<index>
///     return %u : tensor<index>
///   }
struct PrepareFunctions
    : public PassWrapper<PrepareFunctions, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(PrepareFunctions)
  StringRef getArgument() const override { return "plain-prepare-functions"; }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<bufferization::BufferizationDialect, LLVM::LLVMDialect,
                    tensor::TensorDialect>();
  }
  void runOnOperation() override;
};

/// Divisions that round up or down, which LLVM does not have, and a result for
/// those by zero. Upstream's pass would also expand minimumf and maximumf, and
/// forget the sign of zero.
struct ExpandDivisions
    : public PassWrapper<ExpandDivisions, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ExpandDivisions)
  StringRef getArgument() const override { return "plain-expand-divisions"; }
  void runOnOperation() override {
    useArithDivisions(getOperation());
    RewritePatternSet patterns(&getContext());
    arith::populateCeilFloorDivExpandOpsPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    defineDivisions(getOperation());
  }
};

/// Between buffers and loops: a copy is a loop too, sizes are checked, and a
/// failed assertion leaves the call:
///
///   memref.copy %a, %b          ->  linalg.generic ins(%a) outs(%b) {yield}
///   cf.assert %ok, "..."        ->  scf.if %not_ok {
///                                     func.call @tslice_oracle_fail(%number)
///                                   }
struct LowerCopiesAndAssertions
    : public PassWrapper<LowerCopiesAndAssertions, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(LowerCopiesAndAssertions)
  explicit LowerCopiesAndAssertions(std::vector<std::string> &reasons)
      : reasons(&reasons) {}
  StringRef getArgument() const override {
    return "plain-lower-copies-and-assertions";
  }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<linalg::LinalgDialect, scf::SCFDialect>();
  }
  void runOnOperation() override;

private:
  void failIf(ImplicitLocOpBuilder &b, Value bad, std::string reason);
  Value multiply(ImplicitLocOpBuilder &b, Value count, Value size);
  void checkSize(ImplicitLocOpBuilder &b, memref::AllocOp alloc);
  void checkSizes(ImplicitLocOpBuilder &b, memref::ExpandShapeOp expand);

  /// The function that ends the call, and why it is called.
  func::FuncOp fail;
  std::vector<std::string> *reasons;
};

/// After everything else: adds
///
///   llvm.func @tslice_entry_f(%context: !llvm.ptr, %arguments: !llvm.ptr,
///                             %results: !llvm.ptr)
///
/// for each `_mlir_ciface_f`. That takes a pointer to the descriptors of the
/// results, if there are any, and one to the descriptor of each argument.
struct AddEntries : public PassWrapper<AddEntries, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(AddEntries)
  StringRef getArgument() const override { return "plain-add-entries"; }
  void runOnOperation() override;
};

} // namespace

static bool isScalar(Type type) { return !isa<ShapedType>(type); }

static Type getTensorType(Type type) {
  return isScalar(type) ? RankedTensorType::get({}, type) : type;
}

/// Gives `func` a public twin with tensors in place of scalars and makes `func`
/// private; returns the twin.
static func::FuncOp wrapScalars(func::FuncOp func) {
  std::string name = func.getName().str();
  StringAttr inner = StringAttr::get(func.getContext(), name + ".scalars");
  if (failed(SymbolTable::replaceAllSymbolUses(
          func, inner, func->getParentOfType<ModuleOp>())))
    return nullptr;
  func.setSymNameAttr(inner);
  func.setPrivate();

  ImplicitLocOpBuilder b(func.getLoc(), func.getContext());
  b.setInsertionPoint(func);
  FunctionType type = func.getFunctionType();
  auto arguments = llvm::map_to_vector(type.getInputs(), getTensorType);
  auto results = llvm::map_to_vector(type.getResults(), getTensorType);
  auto entry =
      func::FuncOp::create(b, name, b.getFunctionType(arguments, results));
  b.setInsertionPointToStart(entry.addEntryBlock());
  SmallVector<Value> operands, returned;
  for (auto [argument, type] :
       llvm::zip(entry.getArguments(), type.getInputs()))
    operands.push_back(
        isScalar(type)
            ? tensor::ExtractOp::create(b, argument, ValueRange()).getResult()
            : argument);
  for (Value result : func::CallOp::create(b, func, operands).getResults())
    returned.push_back(isScalar(result.getType())
                           ? tensor::FromElementsOp::create(
                                 b, getTensorType(result.getType()), result)
                                 .getResult()
                           : result);
  func::ReturnOp::create(b, returned);
  return entry;
}

/// Makes large constants of one value fills: as data they would be part of the
/// machine code.
static void fillSplat(arith::ConstantOp op) {
  auto splat = dyn_cast<SplatElementsAttr>(op.getValue());
  if (!splat || splat.getNumElements() <= 64 ||
      isa<ComplexType>(splat.getElementType()))
    return;
  ImplicitLocOpBuilder b(op.getLoc(), op);
  Value element =
      arith::ConstantOp::create(b, splat.getSplatValue<TypedAttr>());
  op->replaceAllUsesWith(
      tensor::SplatOp::create(b, op.getType(), element, ValueRange()));
  op.erase();
}

void PrepareFunctions::runOnOperation() {
  Builder builder(&getContext());
  getOperation().walk(fillSplat);
  for (auto func :
       llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
    if (func.isExternal() || !func.isPublic())
      continue;
    if (llvm::any_of(func.getArgumentTypes(), isScalar) ||
        llvm::any_of(func.getResultTypes(), isScalar))
      if (!(func = wrapScalars(func)))
        return signalPassFailure();
    func->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                  builder.getUnitAttr());
    for (unsigned i = 0; i < func.getNumArguments(); ++i)
      func.setArgAttr(i, bufferization::BufferizationDialect::kWritableAttrName,
                      builder.getBoolAttr(false));
  }
}

/// What the message of an upstream assertion says, without the IR in it:
///
///   ERROR: Runtime op verification failed
///   "memref.load"(...)
///   ^ out-of-bounds access
///   Location: loc(...)
static std::string getReason(cf::AssertOp op) {
  StringRef text = op.getMsg();
  size_t mark = text.find("\n^ ");
  if (mark != StringRef::npos)
    text = text.drop_front(mark + 3).split('\n').first;
  return formatLocation(op.getLoc()) + ": " + text.str();
}

/// Calls the function that ends the call, if `bad`.
void LowerCopiesAndAssertions::failIf(ImplicitLocOpBuilder &b, Value bad,
                                      std::string reason) {
  OpBuilder::InsertionGuard guard(b);
  auto branch = scf::IfOp::create(b, bad, /*withElseRegion=*/false);
  b.setInsertionPointToStart(branch.thenBlock());
  Value number = arith::ConstantIndexOp::create(b, reasons->size());
  reasons->push_back(std::move(reason));
  func::CallOp::create(b, fail, number);
}

/// Upstream multiplies sizes without a look at the overflow. Returns `count`
/// times `size` and ends the call if that is above the limit of all tensors.
Value LowerCopiesAndAssertions::multiply(ImplicitLocOpBuilder &b, Value count,
                                         Value size) {
  // count * size > limit; unsigned, so that it holds for negative sizes.
  Value limit = arith::ConstantIndexOp::create(b, maxBytes / 16);
  Value one = arith::ConstantIndexOp::create(b, 1);
  Value most =
      arith::DivUIOp::create(b, limit, arith::MaxUIOp::create(b, count, one));
  Value bad = arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, size, most);
  failIf(b, bad, formatLocation(b.getLoc()) + ": out of memory");
  return arith::MulIOp::create(b, count, size);
}

/// Checks ahead of `alloc` that its buffer can be had.
void LowerCopiesAndAssertions::checkSize(ImplicitLocOpBuilder &b,
                                         memref::AllocOp alloc) {
  if (alloc.getDynamicSizes().empty())
    return;
  int64_t staticCount = 1;
  for (int64_t size : alloc.getType().getShape())
    if (!ShapedType::isDynamic(size))
      staticCount *= std::max<int64_t>(size, 1);
  Value one = arith::ConstantIndexOp::create(b, 1);
  Value count = arith::ConstantIndexOp::create(b, staticCount);
  for (Value size : alloc.getDynamicSizes())
    count = arith::MaxUIOp::create(b, multiply(b, count, size), one);
}

/// Upstream takes for granted that the sizes a dimension is expanded to have
/// its size as their product.
void LowerCopiesAndAssertions::checkSizes(ImplicitLocOpBuilder &b,
                                          memref::ExpandShapeOp expand) {
  SmallVector<OpFoldResult> shape = expand.getMixedOutputShape();
  for (auto [dim, group] : llvm::enumerate(expand.getReassociationIndices())) {
    if (!expand.getSrcType().isDynamicDim(dim))
      continue;
    Value product = arith::ConstantIndexOp::create(b, 1);
    for (int64_t part : group)
      product =
          multiply(b, product,
                   getValueOrCreateConstantIndexOp(b, b.getLoc(), shape[part]));
    Value size = memref::DimOp::create(b, expand.getSrc(), dim);
    failIf(b, arith::CmpIOp::create(b, arith::CmpIPredicate::ne, product, size),
           formatLocation(b.getLoc()) +
               ": the product of sizes is another size");
  }
}

void LowerCopiesAndAssertions::runOnOperation() {
  ModuleOp module = getOperation();
  ImplicitLocOpBuilder b(module.getLoc(), module.getBodyRegion());
  fail = func::FuncOp::create(b, "tslice_oracle_fail",
                              b.getFunctionType(b.getIndexType(), {}));
  fail.setPrivate();
  module.walk([&](Operation *op) {
    b.setLoc(op->getLoc());
    b.setInsertionPoint(op);
    if (auto copy = dyn_cast<memref::CopyOp>(op)) {
      linalg::makeMemRefCopyOp(b, op->getLoc(), copy.getSource(),
                               copy.getTarget());
      op->erase();
    } else if (auto assertion = dyn_cast<cf::AssertOp>(op)) {
      Value yes = arith::ConstantOp::create(b, b.getBoolAttr(true));
      failIf(b, arith::XOrIOp::create(b, assertion.getArg(), yes),
             getReason(assertion));
      op->erase();
    } else if (auto alloc = dyn_cast<memref::AllocOp>(op)) {
      checkSize(b, alloc);
    } else if (auto expand = dyn_cast<memref::ExpandShapeOp>(op)) {
      checkSizes(b, expand);
    }
  });
}

void AddEntries::runOnOperation() {
  Type pointer = LLVM::LLVMPointerType::get(&getContext());
  Type nothing = LLVM::LLVMVoidType::get(&getContext());
  for (auto wrapper :
       llvm::make_early_inc_range(getOperation().getOps<LLVM::LLVMFuncOp>())) {
    StringRef name = wrapper.getName();
    if (!name.consume_front("_mlir_ciface_") || wrapper.isExternal())
      continue;
    auto function = getOperation().lookupSymbol<LLVM::LLVMFuncOp>(name);
    bool returns =
        !isa<LLVM::LLVMVoidType>(function.getFunctionType().getReturnType());
    ImplicitLocOpBuilder b(wrapper.getLoc(), &getContext());
    b.setInsertionPointAfter(wrapper);
    auto entry = LLVM::LLVMFuncOp::create(
        b, (entryPrefix + name).str(),
        LLVM::LLVMFunctionType::get(nothing, {pointer, pointer, pointer}));
    b.setInsertionPointToStart(entry.addEntryBlock(b));
    SmallVector<Value> operands;
    if (returns)
      operands.push_back(entry.getArgument(2));
    int32_t count = wrapper.getFunctionType().getNumParams() - returns;
    for (int32_t i = 0; i < count; ++i) {
      Value slot = LLVM::GEPOp::create(
          b, pointer, pointer, entry.getArgument(1), ArrayRef<LLVM::GEPArg>{i});
      operands.push_back(LLVM::LoadOp::create(b, pointer, slot));
    }
    LLVM::CallOp::create(b, wrapper, operands);
    LLVM::ReturnOp::create(b, ValueRange());
  }
}

void tslice::buildPlainRoad(OpPassManager &pm,
                            std::vector<std::string> &reasons) {
  // Tensors: elementwise arithmetic as loops' payload.
  pm.addPass(createSymbolDCEPass());
  pm.addPass(std::make_unique<PrepareFunctions>());
  pm.addPass(createConvertTensorToLinalgPass());
  pm.addPass(createConvertElementwiseToLinalgPass());

  // Buffers. Every write goes to a copy: no analysis decides what may be written
  // in place. Without an analysis, upstream cannot look behind calls. Nothing is
  // folded: what a fold gets wrong must not be wrong on both sides.
  pm.addPass(createInlinerPass({}, [](OpPassManager &) {}));
  pm.addPass(createUnitStridesPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  bufferize.allowReturnAllocsFromLoops = true;
  bufferize.copyBeforeWrite = true;
  pm.addPass(bufferization::createOneShotBufferizePass(bufferize));

  // Structured ops check their sizes, and every load its index.
  pm.addPass(createGenerateRuntimeVerificationPass());
  pm.addPass(std::make_unique<LowerCopiesAndAssertions>(reasons));

  // Loops over scalars.
  pm.addPass(createConvertLinalgToLoopsPass());
  pm.addNestedPass<func::FuncOp>(createLowerExpandShapesPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createSCFToControlFlowPass());

  // LLVM.
  pm.addPass(std::make_unique<ExpandDivisions>());
  pm.addPass(createConvertComplexToStandardPass());
  pm.addPass(createExpandMathPass());
  pm.addPass(createConvertMathToFuncs());
  pm.addPass(createCallLibmPass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createConvertComplexToLLVMPass());
  FinalizeMemRefToLLVMConversionPassOptions memory;
  memory.useGenericFunctions = true;
  pm.addPass(createFinalizeMemRefToLLVMConversionPass(memory));
  pm.addPass(createConvertFuncToLLVMPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(std::make_unique<AddEntries>());
}
