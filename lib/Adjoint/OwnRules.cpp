// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Derivatives that a function brings along: a derived function that calls the
// rule in place of a sweep.

#include "Deriver.h"
#include "Emitter.h"

using namespace mlir;
using namespace tslice;

static SmallVector<Type> keepDifferentiable(ArrayRef<Type> types) {
  return llvm::to_vector(llvm::make_filter_range(types, isDifferentiable));
}

/// The signature of a rule (rule_c3, rule_c4): the arguments and then
/// directions, one for each result that has a derivative, in reverse; forward,
/// for each such argument.
static FunctionType getRuleType(FunctionType primal, bool forward) {
  SmallVector<Type> args = keepDifferentiable(primal.getInputs()),
                    results = keepDifferentiable(primal.getResults());
  SmallVector<Type> inputs(primal.getInputs());
  llvm::append_range(inputs, forward ? args : results);
  return FunctionType::get(primal.getContext(), inputs,
                           forward ? results : args);
}

FailureOr<func::FuncOp> tslice::findOwnRule(func::FuncOp primal, bool forward,
                                            SymbolTableCollection &symbols) {
  StringRef name = forward ? TSliceDialect::getJVPAttrName()
                           : TSliceDialect::getVJPAttrName();
  auto symbol = primal->getAttrOfType<FlatSymbolRefAttr>(name);
  if (!symbol)
    return func::FuncOp();
  // rule_c2
  auto rule = symbols.lookupNearestSymbolFrom<func::FuncOp>(primal, symbol);
  if (!rule) {
    primal.emitOpError() << "names " << symbol << " as '" << name
                         << "', which is not a function of this module";
    return failure();
  }
  // rule_c3, rule_c4
  FunctionType expected = getRuleType(primal.getFunctionType(), forward);
  if (rule.getFunctionType() == expected)
    return rule;
  auto diag = primal.emitOpError() << "expects " << symbol << ", its '" << name
                                   << "', to have type " << expected;
  diag.attachNote(rule.getLoc()) << "it has type " << rule.getFunctionType();
  return failure();
}

namespace {

/// Builds the body of one derived function.
class RuleCall {
public:
  RuleCall(const DerivativeRequest &request, func::FuncOp primal,
           func::FuncOp derived)
      : request(request), primal(primal), type(primal.getFunctionType()),
        block(derived.getBody().front()),
        builder(OpBuilder::atBlockEnd(&block)), emit(builder, derived.getLoc()),
        args(block.getArguments().take_front(type.getNumInputs())) {}

  void build(func::FuncOp rule);

private:
  bool isForward() const { return request.mode == DerivativeMode::Forward; }
  Value getResult(int64_t number);
  SmallVector<Value> getDirections();

  const DerivativeRequest &request;
  func::FuncOp primal;
  FunctionType type;
  Block &block;
  OpBuilder builder;
  Emitter emit;
  ValueRange args;
  /// The call of the primal function, once it is needed.
  func::CallOp values;
};

} // namespace

/// A result of the primal function.
Value RuleCall::getResult(int64_t number) {
  if (!values)
    values = func::CallOp::create(builder, emit.loc, primal, args);
  return values.getResult(number);
}

/// The directions that the rule takes: those that are asked for, and zeros.
SmallVector<Value> RuleCall::getDirections() {
  ValueRange given = block.getArguments().drop_front(args.size());
  ArrayRef<int64_t> asked = isForward() ? request.args : request.results;
  SmallVector<Value> directions;
  for (auto [i, from] :
       llvm::enumerate(isForward() ? type.getInputs() : type.getResults())) {
    if (!isDifferentiable(from))
      continue;
    auto it = llvm::find(asked, static_cast<int64_t>(i));
    if (it == asked.end())
      directions.push_back(
          emit.zero(isForward() ? Value(args[i]) : getResult(i)));
    else if (request.mode == DerivativeMode::Gradient)
      directions.push_back(emit.constant(getResult(i), 1.0));
    else
      directions.push_back(given[it - asked.begin()]);
  }
  return directions;
}

///   func.func private @f__vjp_0(%args, %directions) {
///     %r = call @rule(%args, directions and zeros)
///     return those of %r that are asked for
///   }
void RuleCall::build(func::FuncOp rule) {
  SmallVector<Value> operands(args), results;
  llvm::append_range(operands, getDirections());
  if (request.value)
    for (unsigned i = 0; i < type.getNumResults(); ++i)
      results.push_back(getResult(i));
  auto call = func::CallOp::create(builder, emit.loc, rule, operands);
  // The number of each argument or result among those with a derivative.
  ArrayRef<Type> to = isForward() ? type.getResults() : type.getInputs();
  for (int64_t number : isForward() ? request.results : request.args)
    results.push_back(call.getResult(
        llvm::count_if(to.take_front(number), isDifferentiable)));
  func::ReturnOp::create(builder, emit.loc, results);
}

void tslice::emitOwnRule(const DerivativeRequest &request, func::FuncOp primal,
                         func::FuncOp rule, func::FuncOp derived) {
  RuleCall(request, primal, derived).build(rule);
}
